"""Lists in the referral form: what the home must offer, and where the child must not live."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from brokerage import questions
from brokerage.models import Condition, Exclusion
from brokerage.sections import AskedOfHome, Excluded
from children.models import Child
from placements.models import Placement
from reference import directory, postcodes, vocabulary
from ui.crispy import Field, Layout
from ui.fields import Choice
from ui.formsets import AddAnother

ESSENTIAL, WANTED = "ESSENTIAL", "WANTED"
IMPORTANCE = (
    Choice(ESSENTIAL, "Essential", hint="Homes known to be without it are ruled out"),
    Choice(WANTED, "It would help", hint="Homes with it are ranked higher"),
)
# Needed once its row is used, so "(optional)" would mislead.
_MUST_SAY: dict[str, Any] = {"show_optional": False}
WITH_YEARS = {"YOUNGEST", "OLDEST"}
PLACES = (
    (Condition.Place.SCHOOL, "School"),
    (Condition.Place.FAMILY, "Family"),
    (Condition.Place.HOSPITAL, "Hospital or clinic"),
    (Condition.Place.OTHER, "Another place"),
)


def _coded(kind: str, terms: Sequence[vocabulary.Term]) -> list[tuple[str, str]]:
    return [(f"{kind}:{term.code}", term.label) for term in terms]


def _offers() -> list[tuple[str, Any]]:
    kind = Condition.Kind
    skills = vocabulary.grouped_choices(vocabulary.SKILLS)
    return [
        ("", "Choose one"),
        ("The home", _coded(kind.FEATURE, vocabulary.HOME_FEATURES)),
        ("Who lives there", _coded(kind.HOUSEHOLD, vocabulary.HOUSEHOLD_CONDITIONS)),
        *(
            (f"Skills: {group.lower()}", [(f"{kind.SKILL}:{code}", words) for code, words in terms])
            for group, terms in skills
        ),
    ]


class _Row(forms.Form):
    """A row that is left empty says nothing; one that is ticked to be removed is not checked."""

    remove = forms.BooleanField(label="Remove this", required=False)

    @property
    def is_kept(self) -> bool:
        filled = any(value for name, value in self.cleaned_data.items() if name != "remove")
        return filled and not self.cleaned_data.get("remove")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # a hook that the stubs leave out
        if self.cleaned_data.get("remove"):
            self._errors = self.errors.__class__()


class OfferRow(_Row):
    what = forms.ChoiceField(
        label="What?",
        choices=_offers,
        required=False,
        error_messages={"invalid_choice": "Choose what the home must offer from the list"},
    )
    years = forms.IntegerField(
        label="By how many years?",
        help_text="Only for youngest or oldest in the home",
        required=False,
        min_value=1,
        max_value=17,
    )
    importance = forms.ChoiceField(
        label="How much does it matter?",
        choices=IMPORTANCE,
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(label="Why, or how", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        what = cleaned.get("what", "")
        others = cleaned.get("years") or cleaned.get("importance") or cleaned.get("note")
        if others and not what and "what" not in self.errors:
            self.add_error("what", "Choose what the home must offer")
        if what and not cleaned.get("importance"):
            self.add_error("importance", "Say whether it is essential or would help")
        if what.partition(":")[2] in WITH_YEARS and not cleaned.get("years"):
            self.add_error("years", "Enter by how many years")
        return cleaned

    @property
    def asked(self) -> AskedOfHome:
        kind, _, code = self.cleaned_data["what"].partition(":")
        years = self.cleaned_data["years"] if code in WITH_YEARS else None
        return AskedOfHome(
            kind=kind,
            code=code,
            amount=Decimal(years).quantize(Decimal("0.1")) if years else None,
            is_essential=self.cleaned_data["importance"] == ESSENTIAL,
            note=self.cleaned_data["note"],
        )

    @staticmethod
    def initial_from(asked: AskedOfHome) -> dict[str, Any]:
        return {
            "what": f"{asked.kind}:{asked.code}",
            "years": int(asked.amount) if asked.amount is not None else None,
            "importance": ESSENTIAL if asked.is_essential else WANTED,
            "note": asked.note,
        }


class DistanceRow(_Row):
    place = forms.ChoiceField(
        label="Near what?", choices=[("", "Choose one"), *PLACES], required=False
    )
    postcode = forms.CharField(label="Its postcode", max_length=10, required=False)
    miles = forms.DecimalField(
        label="Within how many miles?",
        help_text="In a straight line",
        required=False,
        min_value=Decimal("0.5"),
        max_value=200,
        max_digits=5,
        decimal_places=1,
    )
    importance = forms.ChoiceField(
        label="How much does it matter?",
        choices=IMPORTANCE,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_postcode(self) -> str:
        typed: str = self.cleaned_data["postcode"]
        if not typed:
            return ""
        try:
            found = postcodes.place(typed)
        except postcodes.NotAPostcode as problem:
            raise forms.ValidationError(str(problem)) from None
        if found is None:
            raise forms.ValidationError("This postcode is not in the directory: check it")
        return found.postcode

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        wanted = {
            "place": "Choose what the home must be near",
            "postcode": "Enter its postcode",
            "miles": "Enter within how many miles",
            "importance": "Say whether it is essential or would help",
        }
        answered = {name for name in wanted if cleaned.get(name)}
        for name in wanted if answered else ():
            if name not in answered and name not in self.errors:
                self.add_error(name, wanted[name])
        return cleaned

    @property
    def asked(self) -> AskedOfHome:
        return AskedOfHome(
            kind=Condition.Kind.DISTANCE,
            code=self.cleaned_data["place"],
            amount=self.cleaned_data["miles"].quantize(Decimal("0.1")),
            postcode=self.cleaned_data["postcode"],
            is_essential=self.cleaned_data["importance"] == ESSENTIAL,
        )

    @staticmethod
    def initial_from(asked: AskedOfHome) -> dict[str, Any]:
        return {
            "place": asked.code,
            "postcode": asked.postcode,
            "miles": asked.amount,
            "importance": ESSENTIAL if asked.is_essential else WANTED,
        }


class ExclusionRow(_Row):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            Choice(Exclusion.Kind.PERSON, "A person who must not be near, or know the address"),
            Choice(Exclusion.Kind.OUTCODE, "An area"),
            Choice(Exclusion.Kind.HOUSEHOLD, "A home where the child has lived"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    person = forms.CharField(label="Who?", max_length=120, required=False)
    area = forms.CharField(
        label="First part of the postcode",
        help_text="For example, SG1",
        max_length=4,
        required=False,
    )
    household = forms.ChoiceField(label="Which home?", required=False)
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea({"rows": 2}), max_length=2000, required=False
    )

    def __init__(self, *args: Any, homes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].choices = [("", "Choose one"), *homes]  # type: ignore[attr-defined]
        if not homes:
            kinds = self.fields["kind"]
            kinds.choices = kinds.choices[:-1]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = {
            Exclusion.Kind.PERSON: ("person", "Enter the person's name"),
            Exclusion.Kind.OUTCODE: ("area", "Enter the first part of the postcode"),
            Exclusion.Kind.HOUSEHOLD: ("household", "Choose the home"),
        }
        kind = cleaned.get("kind", "")
        if kind in named:
            name, missing = named[Exclusion.Kind(kind)]
            self._pass_over({other for other, _ in named.values()} - {name})
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, missing)
            if not cleaned.get("reason"):
                self.add_error("reason", "Say why")
        elif any(cleaned.get(name) for name in ("reason", "person", "area", "household")):
            self.add_error("kind", "Choose a person, an area or a home")
        if kind == Exclusion.Kind.OUTCODE and cleaned.get("area"):
            self._check_area()
        return cleaned

    def _pass_over(self, names: set[str]) -> None:
        """Without JavaScript, what another choice asks for stands open and may have been typed into."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""

    def _check_area(self) -> None:
        area = self.cleaned_data["area"].upper().replace(" ", "")
        self.cleaned_data["area"] = area
        if directory.find_area(area) is None:
            self.add_error("area", "Enter the first part of a postcode, like SG1")

    @property
    def excluded(self) -> Excluded:
        kind, cleaned = self.cleaned_data["kind"], self.cleaned_data
        home = kind == Exclusion.Kind.HOUSEHOLD
        return Excluded(
            kind=kind,
            reason=cleaned["reason"],
            person=cleaned["person"],
            area=cleaned["area"],
            household=UUID(cleaned["household"]) if home else None,
        )

    @staticmethod
    def initial_from(excluded: Excluded) -> dict[str, Any]:
        return {
            "kind": excluded.kind,
            "person": excluded.person,
            "area": excluded.area,
            "household": str(excluded.household or ""),
            "reason": excluded.reason,
        }


class Rows(AddAnother, ABC):
    """Rows inside the section's own form, laid out alike. ``title`` and ``hint`` stand above them."""

    title: ClassVar[str]
    hint: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.questions(), Field("remove", small=True))

    @abstractmethod
    def questions(self) -> list[Any]: ...

    @property
    def kept(self) -> list[Any]:
        """The rows that say something and stay; only once the formset is valid."""
        return [form for form in self.forms if form.is_kept]


class _Offers(Rows):
    item_name = "Requirement"
    title = questions.WORDS["home", "conditions"]
    hint = "Ask only for what this child needs: every essential rules homes out."

    def questions(self) -> list[Any]:
        return [
            Field("what", **_MUST_SAY),
            Field("importance", **_MUST_SAY),
            Field("years", width=2),
            "note",
        ]


class _Distances(Rows):
    item_name = "Distance"
    title = "What must the home be near?"

    def questions(self) -> list[Any]:
        return [
            Field("place", **_MUST_SAY),
            Field("postcode", width=10, **_MUST_SAY),
            Field("miles", width=4, **_MUST_SAY),
            Field("importance", **_MUST_SAY),
        ]


class _Exclusions(Rows):
    item_name = "Place or person"
    title = questions.WORDS["safety", "exclusions"]
    hint = "Homes that are named or lie there are ruled out."

    def questions(self) -> list[Any]:
        reveals: dict[str, list[Any]] = {
            Exclusion.Kind.PERSON: [Field("person", **_MUST_SAY)],
            Exclusion.Kind.OUTCODE: [Field("area", width=5, **_MUST_SAY)],
        }
        if self.form_kwargs.get("homes"):
            reveals[Exclusion.Kind.HOUSEHOLD] = [Field("household", **_MUST_SAY)]
        return [Field("kind", reveals=reveals, **_MUST_SAY), Field("reason", rows=2, **_MUST_SAY)]


# The stubs forget the class that they are given.
OfferRows: type[Rows] = forms.formset_factory(OfferRow, formset=_Offers, extra=1)  # type: ignore[assignment]
DistanceRows: type[Rows] = forms.formset_factory(DistanceRow, formset=_Distances, extra=1)  # type: ignore[assignment]
ExclusionRows: type[Rows] = forms.formset_factory(ExclusionRow, formset=_Exclusions, extra=1)  # type: ignore[assignment]


def past_homes(children: Sequence[Child]) -> list[tuple[str, str]]:
    """Households in which one of the children has lived, latest first, as choices."""
    stays = (
        Placement.objects.live()
        .filter(child__in=children, household__isnull=False)
        .select_related("household")
        .order_by("-starts_on")
    )
    homes = {str(s.household.public_id): s.household.name for s in stays if s.household}
    return list(homes.items())
