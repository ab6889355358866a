"""The case of 6 April 2018 as data. What its public account says is fact; whatever it leaves open is visibly made up:
people, most organizations, the wording of agreements and plan. Nobody in here is a real person."""
