"""What a paper says of the hospital that sends it, and the frame of its official letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from core import dates
from core.actor import Actor
from core.blocks import GAP, Block
from core.identifiers import display_phone
from network.models import HospitalProfile, Institution, Phone, User

DRAFTER = "담당"  # the post of a drafter whose own is not known


def sender_of(name: str, kind: str = "") -> str:
    """Who signs what leaves a house, and to whom what it gets is sent: `가상의료원장`, `가상시장`."""
    return f"{name.removesuffix('청')}장" if kind == "LOCAL_GOV" and name.endswith("청") else f"{name}장"


@dataclass(frozen=True)
class House:
    """The hospital as every paper names it. `sender`: who signs its letters; `deciding`: the title of whoever decides on
    them by delegation (전결); `seal_is_omitted`: its letters bear 직인생략; `signature`: the office that numbers its
    papers; `phone` and `fax`: of the office, of the switchboard where it has none; `numbers`: by kind of telephone."""

    name: str
    short_name: str
    office: str
    postcode: str = ""
    address: str = ""
    homepage: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    deciding: str = ""
    seal_is_omitted: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        return sender_of(self.name)

    @property
    def signature(self) -> str:
        return f"{self.short_name} {self.office}"

    def for_patients(self) -> list[tuple[str, str]]:
        """What a patient may call, with the place that answers. A number that is not known is left out."""
        labels = ((Phone.Kind.EMERGENCY, "응급실"), (Phone.Kind.OFFICE, self.office), (Phone.Kind.MAIN, "대표번호"))
        return [(label, self.numbers[kind]) for kind, label in labels if kind in self.numbers]


def letterhead_of(place: Institution) -> House:
    profile = HospitalProfile.objects.filter(institution=place).first()
    phones: dict[str, Phone] = {}
    for row in place.phones.all():
        phones.setdefault(row.kind, row)
    own = phones.get(Phone.Kind.OFFICE) or phones.get(Phone.Kind.MAIN)
    office = profile.office_name if profile else settings.SITE["office_name"]
    return House(
        name=place.name,
        short_name=place.short_name,
        office=office,
        postcode=place.postcode,
        address=place.address,
        homepage=profile.homepage if profile else "",
        email=profile.email if profile else "",
        phone=display_phone(own.number) if own else "",
        fax=display_phone(own.fax) if own else "",
        deciding=(profile.deciding_title if profile else "") or sender_of(office),
        seal_is_omitted=profile.seal_is_omitted if profile else False,
        numbers={kind: display_phone(row.number) for kind, row in phones.items()},
    )


def named(place: Institution) -> dict[str, str]:
    """How a short message says from whom it comes and whom to ask: `{host}` and `{asks}` of its text."""
    house = letterhead_of(place)
    return {"host": house.short_name or house.name, "asks": f" 문의 {house.phone}" if house.phone else ""}


@dataclass(frozen=True)
class Signer:
    """Somebody whose name an official letter bears, with the post that they hold when it goes out; empty where nobody
    entered it."""

    name: str
    position: str = ""

    @classmethod
    def of(cls, user: User) -> Signer:
        return cls(user.name, user.position)

    @classmethod
    def acting(cls, actor: Actor) -> Signer:
        """Whoever is doing this."""
        return cls(*User.objects.values_list("name", "position").get(pk=actor.user_id or 0))


@dataclass(frozen=True)
class Reply:
    """The sheet behind a letter on which its receiver answers. `rows`: what, what is known of it, and the class of the
    room to write in; `who` signs, by `name` where it is known; `back`: where it goes."""

    title: str
    rows: Sequence[tuple[str, str, str]]
    who: str
    back: str
    name: str = ""


def letter(
    house: House,
    subject: str,
    blocks: Sequence[Block],
    *,
    drafter: Signer,
    day: date,
    decider: Signer | None = None,
    to: str = "수신자 참조",
    receivers: Sequence[str] = (),
    reply: Reply | None = None,
    openness: str = "대국민 공개",
) -> dict[str, Any]:
    """An official letter as `letter.html` prints it. `receivers`: where there are several, below it."""
    found = {"subject": subject, "blocks": list(blocks), "to": to, "reply": reply}
    return found | {"receivers": list(receivers), **foot(house, drafter, decider, day, openness)}


def foot(house: House, drafter: Signer, decider: Signer | None, day: date, openness: str) -> dict[str, Any]:
    """What `parts/_letter_foot.html` prints (결문). `decider`: who sent it and so decided on it, nobody before that."""
    people = signers(house, drafter, decider, day)
    return {"house": house, "signers": people, "day": day, "openness": openness, "gap": GAP}


def signers(house: House, drafter: Signer, decider: Signer | None, day: date) -> list[str]:
    """Who drafted a letter and who decided on it, with their posts. Letters go out without a round of signatures: whoever
    sends one decides on it in the place of the head of the house. Whose post nobody entered decides under the title that
    the rules of delegation (전결규정) give. Who did both is named once."""
    drafted = f"{drafter.position or DRAFTER} {drafter.name}"
    if decider is None:
        return [f"기안자 {drafted}"]
    decided = f"{decider.position or house.deciding} {decider.name} (전결 {dates.month_and_day(day)})"
    return [f"기안자·결재권자 {decided}"] if drafter == decider else [f"기안자 {drafted}", f"결재권자 {decided}"]
