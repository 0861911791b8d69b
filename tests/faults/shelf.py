"""The site that the faults befall: fifteen books on five pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

TITLES = (
    "Counting Fairly",
    "Farming Again",
    "Border Health",
    "Reading a Contract",
    "Small Grants",
    "Wells and Pumps",
    "Family Tracing",
    "The First Week",
    "Safe Journeys",
    "Teaching Adults",
    "Market Surveys",
    "Night Shelters",
    "Legal Aid Desks",
    "Seasonal Labour",
    "Mapping Villages",
)
PAGE_SIZE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One entry as the site prints it."""

    slug: str
    title: str
    teaser: str
    date: str = "7 November 2019"

    @property
    def card(self) -> str:
        return (
            f'<li class="card"><h3><a href="/m/{self.slug}">{self.title}</a></h3>'
            f"<p>{self.teaser}</p><time>{self.date}</time></li>"
        )


def make_books(titles: Sequence[str] = TITLES) -> list[Book]:
    return [
        Book(
            slug=title.lower().replace(" ", "-"),
            title=title,
            teaser=f"{title} is a book for people in the field, told in plain words.",
        )
        for title in titles
    ]


def reword(book: Book) -> Book:
    """The same entry with another text."""
    return replace(book, teaser=f"{book.teaser} Now in its second printing.")


def list_page(books: Sequence[Book], following: str | None = None, *, more: str = "") -> str:
    """A page of a listing; ``more`` stands below the list."""
    link = f'<a class="next" href="{following}">Next</a>' if following else ""
    cards = "\n".join(book.card for book in books)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><title>Manuals</title></head><body><main><h1>Manuals</h1>'
        f"<ul>{cards}</ul>{more}</main>{link}</body></html>\n"
    )


def path_of(number: int) -> str:
    """Path of page ``number`` of the shelf, from 1."""
    return "/list" if number == 1 else f"/list?page={number - 1}"


def make_shelf(books: Sequence[Book]) -> dict[str, str]:
    """Path → page of the whole listing."""
    last = max(1, -(-len(books) // PAGE_SIZE))
    return {
        path_of(number): list_page(
            books[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
            path_of(number + 1) if number < last else None,
        )
        for number in range(1, last + 1)
    }
