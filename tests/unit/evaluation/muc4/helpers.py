"""Small templates for tests. Every name and incident in them is invented."""

from __future__ import annotations

from tallybook.evaluation.muc4.templates import Template, parse_templates

KEY = """
;; the second template is a threat
0.  MESSAGE: ID                    INVENTED-0001
1.  MESSAGE: TEMPLATE              1
2.  INCIDENT: DATE                 (03 MAR 90) / (02 MAR 90 - 03 MAR 90)
3.  INCIDENT: LOCATION             NORLAND: EAST (DEPARTMENT): OLDPORT (CITY)
4.  INCIDENT: TYPE                 BOMBING
5.  INCIDENT: STAGE OF EXECUTION   ACCOMPLISHED
6.  INCIDENT: INSTRUMENT ID        "POWERFUL BOMB" / "BOMB"
7.  INCIDENT: INSTRUMENT TYPE      BOMB: "POWERFUL BOMB" / "BOMB"
8.  PERP: INCIDENT CATEGORY        TERRORIST ACT
9.  PERP: INDIVIDUAL ID            "TWO MASKED MEN"
10. PERP: ORGANIZATION ID          ? "GREY HERON FRONT" / "GHF"
11. PERP: ORGANIZATION CONFIDENCE  ? POSSIBLE: "GREY HERON FRONT" / "GHF"
12. PHYS TGT: ID                   "GRAIN BANK"
                                   "THE \\"BLUE DOOR\\" CAFE" / "CAFE"
13. PHYS TGT: TYPE                 FINANCIAL: "GRAIN BANK"
                                   COMMERCIAL: "THE \\"BLUE DOOR\\" CAFE" / "CAFE"
14. PHYS TGT: NUMBER               1: "GRAIN BANK"
                                   1: "THE \\"BLUE DOOR\\" CAFE" / "CAFE"
15. PHYS TGT: FOREIGN NATION       -
16. PHYS TGT: EFFECT OF INCIDENT   SOME DAMAGE: "GRAIN BANK"
17. PHYS TGT: TOTAL NUMBER         -
18. HUM TGT: NAME                  "ADA LIN QUILL"
19. HUM TGT: DESCRIPTION           "CASHIER" / "BANK CASHIER": "ADA LIN QUILL"
                                   "PASSERS-BY"
20. HUM TGT: TYPE                  CIVILIAN: "ADA LIN QUILL"
                                   CIVILIAN: "PASSERS-BY"
21. HUM TGT: NUMBER                1: "ADA LIN QUILL"
                                   3 - 5: "PASSERS-BY"
22. HUM TGT: FOREIGN NATION        -
23. HUM TGT: EFFECT OF INCIDENT    DEATH: "ADA LIN QUILL"
                                   NO INJURY OR DEATH: "PASSERS-BY"
24. HUM TGT: TOTAL NUMBER          -

0.  MESSAGE: ID                    INVENTED-0001
1.  MESSAGE: TEMPLATE              2 (OPTIONAL)
2.  INCIDENT: DATE                 - 04 MAR 90
3.  INCIDENT: LOCATION             NORLAND
4.  INCIDENT: TYPE                 KIDNAPPING
5.  INCIDENT: STAGE OF EXECUTION   THREATENED
6.  INCIDENT: INSTRUMENT ID        *
7.  INCIDENT: INSTRUMENT TYPE      *
10. PERP: ORGANIZATION ID          "RIVER COMMAND"
18. HUM TGT: NAME                  "TOMAS BREN"
20. HUM TGT: TYPE                  POLITICAL FIGURE: "TOMAS BREN"

0.  MESSAGE: ID                    INVENTED-0002
1.  MESSAGE: TEMPLATE              *
2.  INCIDENT: DATE                 *
"""


def templates(text: str = KEY) -> tuple[Template, ...]:
    """The templates of a text."""
    return tuple(parse_templates(text))


def template(message: str = "INVENTED-0001", number: str = "1", **slots: str) -> Template:
    """One template; slots are given as s4="BOMBING", several fillers on several lines."""
    from tallybook.evaluation.muc4.slots import BY_NUMBER

    rows = [f"0. MESSAGE: ID  {message}", f"1. MESSAGE: TEMPLATE  {number}"]
    rows += [f"{name[1:]}. {BY_NUMBER[int(name[1:])].label}  {value}" for name, value in slots.items()]
    return templates("\n".join(rows))[0]
