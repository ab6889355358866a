"""Whom a comment asks: several, ticked or named with an @; each gets one mail, and who can't read it is refused."""

import pytest
from django.urls import reverse

from actionplans.models import Comment
from actionplans.services import comments
from actionplans.services.mentions import NotAReader, UnclearName, asked_by
from members.models import Mandate, OutboxMail, Person
from tests import factories as make
from tests.actionplans.test_pages import queries


@pytest.fixture
def row(in_review, text_of):
    return text_of(in_review, "Actividad con acuerdo")


@pytest.fixture
def people(db) -> dict[str, Person]:
    """Readers by their names; two share a first name, two a whole one."""
    names = ["Ana Álvarez", "Ana Bolaños", "Julio O'Neil", "Eva Paz", "Eva Paz"]
    made = [make.representative().person for _ in names]
    for person, name in zip(made, names, strict=True):
        person.name = name
        person.save()
    return {"alvarez": made[0], "bolanos": made[1], "oneil": made[2], "paz": made[3], "other": made[4]}


@pytest.fixture
def write(in_review, row, representatives, logged_in):
    """write(text, asks=…) posts the page's form as the first representative."""

    def post(text: str, **typed):
        path = reverse("actionplans:comment_create", args=[in_review.pk, row.item.uid]) + typed.pop("query", "")
        data = {"organization": representatives[0].person.organization.pk, "text": text}
        return logged_in(representatives[0]).post(path, data | typed)

    return post


def told() -> list[int]:
    return sorted(OutboxMail.objects.filter(event="comment_asked").values_list("person", flat=True))


class TestTicked:
    def test_each_gets_one_mail_and_all_read_who_is_asked(
        self, write, people, in_review, row, representatives, logged_in
    ):
        asked = [people["alvarez"], people["oneil"]]
        assert write("¿Quién convoca? @Ana Álvarez", asks=[one.pk for one in asked]).status_code == 302
        assert told() == sorted(one.pk for one in asked)
        assert set(Comment.objects.get().asks.all()) == set(asked)
        page = logged_in(representatives[1]).get(reverse("actionplans:review", args=[in_review.pk])).content.decode()
        assert "Pregunta a Ana Álvarez, Julio O&#x27;Neil" in page

    def test_who_talks_already_and_is_asked_gets_the_question_alone(self, write, people, in_review, row, logged_in):
        first = comments.add_comment(
            in_review, row.item, people["oneil"].organization, "¿Cuándo?", actor=people["oneil"].user
        )
        write("¿Y?", asks=[people["oneil"].pk, people["paz"].pk], query=f"?reply={first.pk}")
        assert told() == sorted([people["oneil"].pk, people["paz"].pk])
        assert not OutboxMail.objects.filter(event="comment_replied").exists()
        page = logged_in(people["paz"].user).get(reverse("actionplans:review", args=[in_review.pk])).content.decode()
        assert "Pregunta a Eva Paz, Julio O&#x27;Neil" in page

    def test_the_author_is_not_mailed(self, write, representatives, people):
        write("¿Y?", asks=[representatives[0].person.pk, people["paz"].pk])
        assert told() == [people["paz"].pk]

    def test_one_who_cannot_read_it_refuses_all_and_loses_nothing(self, write, people):
        outsider = make.PersonFactory(name="Persona de fuera")
        answer = write("Mi pregunta", asks=[people["paz"].pk, outsider.pk])
        page = answer.content.decode()
        assert NotAReader.words in answer.context["form"].errors["asks"] and "Mi pregunta" in page
        assert f'value="{people["paz"].pk}" ' in page and "Persona de fuera" not in page
        assert not Comment.objects.exists() and not told()

    def test_the_service_refuses_them_too(self, in_review, row, asked, representatives, people):
        Mandate.objects.filter(person=people["paz"]).update(starts_on="2018-01-01", ends_on="2018-12-31")
        with pytest.raises(NotAReader):
            comments.add_comment(in_review, row.item, asked[0], "¿Y?", asks=[people["paz"]], actor=representatives[0])
        assert not Comment.objects.exists()

    def test_the_review_costs_the_same_with_many(self, write, people, in_review, representatives, logged_in):
        client, path = logged_in(representatives[1]), reverse("actionplans:review", args=[in_review.pk])
        write("Pregunta", asks=[people["paz"].pk])
        one = queries(client, path)
        for n in range(5):
            write(f"Pregunta {n}", asks=[person.pk for person in people.values()])
        assert queries(client, path) == one <= 8


class TestNamed:
    @pytest.mark.parametrize(
        ("text", "who"),
        [
            ("@Ana Álvarez, ¿quién convoca?", ["alvarez"]),
            ("¿Lo ve bien (@ana alvarez)?", ["alvarez"]),
            ("@Julio O'Neil y @Ana Bolaños:\n¿cuándo?", ["oneil", "bolanos"]),
            ("@Ana Álvarez @Ana Álvarez", ["alvarez"]),
            ("Escriba a nadie@example.org, no @ nadie; vea x.org/@ana", []),
            ("Sin preguntas", []),
        ],
    )
    def test_by_the_whole_name(self, people, text, who):
        assert asked_by(text, []) == [people[one] for one in who]

    def test_by_the_page(self, write, people):
        assert write("@Julio O'Neil: ¿cuándo?").status_code == 302
        assert told() == [people["oneil"].pk]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("@Ana: ¿cuándo?", "Ana Álvarez o Ana Bolaños"),
            ("@Ana Zapata: ¿cuándo?", "Ana Álvarez o Ana Bolaños"),
            ("@Eva Paz: ¿cuándo?", "Eva Paz o Eva Paz"),
            ("@Julio\nO'Neil", "Julio O'Neil"),
            ("@Nadie sabe", "«@Nadie»"),
        ],
    )
    def test_who_is_not_clear_is_asked_about_beside_the_text(self, write, people, text, said):
        form = write(text).context["form"]
        assert said in form.errors["text"][0] and form["text"].value() == text
        assert not Comment.objects.exists() and not told()

    def test_a_tick_says_which_one(self, people):
        assert asked_by("@Ana: ¿cuándo?", [people["bolanos"]]) == [people["bolanos"]]
        assert asked_by("@Eva Paz: ¿cuándo?", [people["other"]]) == [people["other"]]
        with pytest.raises(UnclearName):
            asked_by("@Eva Paz: ¿cuándo?", [people["bolanos"]])

    def test_of_names_that_begin_alike_the_longer_one(self, people):
        longer = make.representative().person
        longer.name = "Ana Álvarez Díaz"
        longer.save()
        assert asked_by("@Ana Álvarez Díaz dijo", []) == [longer]
        assert asked_by("@Ana Álvarez dijo", []) == [people["alvarez"]]

    def test_somebody_outside_is_nobody_here(self, people):
        make.PersonFactory(name="Persona Ajena")
        with pytest.raises(UnclearName, match="@Persona"):
            asked_by("@Persona Ajena", [])
