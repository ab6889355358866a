"""The first action plan, 2018–2020: four lines from what the meeting discussed. Its wording is made up."""

import datetime

from alianza.demo.data.plan_alliance import ALLIANCE
from alianza.demo.data.plan_visibility import VISIBILITY
from alianza.demo.data.plan_with_authorities import COORDINATION, INFLUENCE

PLAN = {
    "title": "Plan de acción 2018–2020",
    "title_en": "Action plan 2018–2020",
    "starts_on": datetime.date(2018, 5, 1),
    "ends_on": datetime.date(2020, 12, 31),
}
LINES = (COORDINATION, ALLIANCE, INFLUENCE, VISIBILITY)
