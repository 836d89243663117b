"""What every letter to a department has: whom it addresses, whom to call, who signs."""

from datetime import date

from domain.office import Office
from papers import cells
from papers.facts import Audience, Fact, clean, day, name_of
from papers.tree import Line, Paragraph, Signature, line


def private(name: str, text: str) -> Fact:
    """A name or words that only this department may read."""
    plain = clean(text)
    return Fact(name, plain, plain, audience=Audience.DEPARTMENT)


def addressee(office: Office, department: str, name: str, title: str) -> Line:
    """The department and the person who is written to."""
    return line(
        cells.department_name(office, department),
        " ",
        private("addressee.name", name),
        " ",
        private("addressee.title", title),
        "：",
    )


def contact(office: Office, officer: str) -> Paragraph:
    """Whom to call."""
    phone = Fact("duty_phone", office.duty_phone, clean(office.duty_phone))
    return Paragraph(line("联系人：", private("officer", officer), "　值班电话：", phone))


def signed(office: Office, made_on: date) -> Signature:
    """The office, and the day."""
    return Signature(line(name_of("office.name", office.name)), line(day("made_on", made_on)))
