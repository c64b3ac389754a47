"""Invented reports, in the shapes that real ones have. Places, people and groups are fictional."""

from tallybook.model import Report

BODY = [
    "A group of armed men attacked a police post in the town of Velmora on Tuesday, killing two officers, "
    "the provincial government said.",
    "No group claimed responsibility for the attack. A spokesman said that “three attackers” fled towards the river.",
    "The post had been attacked before, and residents said that they had heard explosions for about an hour.",
]
TITLE = "Two officers killed in attack on Velmora police post"

COPIED_PAGE = f"""{TITLE} – The Fictional Herald

{TITLE} - The Fictional Herald

Share on Facebook
Tweet
WhatsApp

                     {BODY[0]}

                    {BODY[1]}

Advertisement

                    {BODY[2]}

Read more: Council of Velmora meets on Friday

Copyright © 2031 The Fictional Herald. All rights reserved.

Leave a Reply

Your email address will not be published. Required fields are marked *

Sign me up for the newsletter! A comment that nobody should code: ten people were killed in my street.
"""

WIRE = """\
   VELMORA, 3 JAN 31 (FICTIONAL PRESS) -- [REPORT] [TEXT] THE FOURTH BATTALION
HAS REPORTED THAT ABOUT 20 PEASANTS WERE KIDNAPPED BY ARMED MEN IN THE
MOUNTAINS OF NORTHERN VELMORA.

   MEANWHILE, TWO SOLDIERS WERE WOUNDED DURING A CLASH YESTERDAY AFTERNOON NEAR
THE BRIDGE, THE SAME UNIT SAID.  THE ARMY HAS SENT MORE TROOPS TO THE NON-
GOVERNMENT AREA.
"""

MESSAGES = f"""DEV-MUC3-0001 (SITE)

{WIRE}

DEV-MUC3-0002 (SITE)

   PORT ELDA (ELDONIA), NO DATE (RADIO ELDA) -- [INTERVIEW WITH A
SPOKESMAN] [TEXT] A BOMB WENT OFF AT THE HARBOR OF PORT ELDA, BUT NOBODY WAS
HURT.

DEV-MUC3-0003 (SITE)

"""


def page(
    head: str = '<meta property="article:published_time" content="2031-02-18T23:15:00+05:00">',
    body: str = "",
    title: str = TITLE,
) -> str:
    """A page with the article of BODY, a menu, a share bar and a comment form around it."""
    article = body or "\n".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Fictional Herald</title>
<meta property="og:site_name" content="The Fictional Herald">
<link rel="canonical" href="https://www.herald.example/velmora-attack">{head}
<script>var words = "<p>script words must not be read</p>";</script></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sports">Sports</a></nav>
<article><h1>{title}</h1>
{article}
</article>
<section id="respond"><h3>Leave a Reply</h3><form><p>Your email address will not be published.</p></form></section>
<footer><p>Copyright © 2031 The Fictional Herald</p></footer></body></html>"""


def wrongly_mapped(report: Report, raw: str) -> list[str]:
    """The characters of a report's text that differ from the raw ones they map to, white space aside."""
    wrong = []
    for start, raw_start, length in report.offsets.runs:
        assert start + length <= len(report.text)
        assert raw_start + length <= len(raw)
        for character, source in zip(
            report.text[start : start + length], raw[raw_start : raw_start + length], strict=True
        ):
            # A character that a page writes as an entity stands where its ampersand does.
            if character != source and not (character == " " and source.isspace()) and source != "&":
                wrong.append(f"{character!r} at {start} is {source!r} at {raw_start}")
    return wrong


def share_mapped(report: Report) -> float:
    """The share of a text's characters other than white space that have a place in the input."""
    words = [index for index, character in enumerate(report.text) if not character.isspace()]
    return sum(report.offsets.raw_offset(index) is not None for index in words) / len(words)
