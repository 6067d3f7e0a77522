"""The templates that plans start from: those that ship with the product, and an authority's own."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import Authority, User
from placements.models import PathwayTemplate, TemplateMilestone, TemplateStage
from placements.services.order import close_ranks, last_position, swap_places
from placements.services.plans import check_seen
from placements.shipped import ShippedStage, ShippedTemplate, shipped_templates

# Shipped templates have the same address in every installation.
SHIPPED = UUID("5f0a4d0e-3d5c-4c62-9a52-6d2f3f1c7b11")
STAGE_FIELDS = (
    "name",
    "purpose",
    "child_words",
    "entry_criteria",
    "exit_criteria",
    "usual_weeks",
    "leads_to_search",
)
MILESTONE_FIELDS = ("words", "child_words", "owner_role", "due_after_weeks", "measure")


class TemplateNotEditable(Exception):
    """It ships with the product: an authority changes a copy of its own."""

    def __init__(self) -> None:
        super().__init__("This path ships with the product. Copy it, and change the copy.")


class NameTaken(Exception):
    """The authority has a path of this name."""

    def __init__(self) -> None:
        super().__init__("Another path has this name. Choose another one")


@transaction.atomic
def ensure_shipped() -> None:
    """Write the templates that ship with the product where they are missing or of an older version.

    Plans hold copies, so none of them changes.
    """
    known = dict(
        PathwayTemplate.objects.filter(authority=None).values_list("name", "version").order_by("pk")
    )
    for shipped in shipped_templates():
        if known.get(shipped.name, 0) < shipped.version:
            _write(shipped)


@transaction.atomic
def copy_template(
    *, template: PathwayTemplate, authority: Authority, by: User, at: dt.datetime
) -> PathwayTemplate:
    """A copy of the authority's own, which it may change, under a name that none of its paths has yet."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    copied = PathwayTemplate.objects.create(
        authority=authority,
        name=_free_name(authority, template.name),
        about=template.about,
        sources=template.sources,
    )
    for stage in template.stages.prefetch_related("milestones"):
        _copy_stage(stage, copied)
    return copied


@transaction.atomic
def change_template(
    *,
    template: PathwayTemplate,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> PathwayTemplate:
    """Set ``name``, ``about``, ``sources`` or ``is_retired``.

    Raises:
        ChangedMeanwhile: the template has another version than the one seen.
        TemplateNotEditable: it ships with the product.
        NameTaken: another path of the authority has the name.
    """
    with changing(template, version=version) as locked:
        others = PathwayTemplate.objects.filter(authority=locked.authority).exclude(pk=locked.pk)
        if "name" in values and others.filter(name=values["name"]).exists():
            raise NameTaken
        for name in ("name", "about", "sources", "is_retired"):
            setattr(locked, name, values.get(name, getattr(locked, name)))
    return locked


@transaction.atomic
def save_template_stage(
    *,
    template: PathwayTemplate,
    stage: TemplateStage | None,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> TemplateStage:
    """Change a stage, or with None add one at the end. ``values`` has any of STAGE_FIELDS, and ``source``.

    Raises:
        ChangedMeanwhile: the template has another version than the one seen.
        TemplateNotEditable: it ships with the product.
    """
    with changing(template, version=version) as locked:
        stage = stage or TemplateStage(template=locked, position=last_position(locked.stages) + 1)
        for name, value in values.items():
            setattr(stage, name, value)
        stage.save()
    return stage


@transaction.atomic
def move_template_stage(
    *, stage: TemplateStage, up: bool, version: int, by: User, at: dt.datetime
) -> None:
    """Let a stage change places with its neighbour; the first cannot go up, nor the last down.

    Raises:
        ChangedMeanwhile: the template has another version than the one seen.
        TemplateNotEditable: it ships with the product.
    """
    with changing(stage.template, version=version) as locked:
        swap_places(list(locked.stages.all()), stage.pk, up=up)


@transaction.atomic
def remove_template_stage(*, stage: TemplateStage, version: int, by: User, at: dt.datetime) -> None:
    """Take a stage out with its milestones.

    Raises:
        ChangedMeanwhile: the template has another version than the one seen.
        TemplateNotEditable: it ships with the product.
    """
    with changing(stage.template, version=version) as locked:
        stage.delete()
        close_ranks(locked.stages.all())


@transaction.atomic
def save_template_milestone(
    *,
    stage: TemplateStage,
    milestone: TemplateMilestone | None,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> TemplateMilestone:
    """Change a milestone, or with None add one at the end of the stage. ``values`` has MILESTONE_FIELDS.

    Raises:
        ChangedMeanwhile: the template has another version than the one seen.
        TemplateNotEditable: it ships with the product.
    """
    with changing(stage.template, version=version):
        milestone = milestone or TemplateMilestone(
            stage=stage, position=last_position(stage.milestones) + 1
        )
        for name in MILESTONE_FIELDS:
            setattr(milestone, name, values[name])
        milestone.save()
    return milestone


@transaction.atomic
def remove_template_milestone(
    *, milestone: TemplateMilestone, version: int, by: User, at: dt.datetime
) -> None:
    """Take a milestone out.

    Raises:
        ChangedMeanwhile: the template has another version than the one seen.
        TemplateNotEditable: it ships with the product.
    """
    with changing(milestone.stage.template, version=version):
        milestone.delete()


@contextmanager
def changing(template: PathwayTemplate, *, version: int) -> Iterator[PathwayTemplate]:
    """Lock the template, check what the person saw, and save it as one version more when the block ends."""
    locked = PathwayTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if locked.authority_id is None:
        raise TemplateNotEditable
    check_seen(locked, version)
    locked.version += 1
    yield locked
    locked.save()


def _write(shipped: ShippedTemplate) -> None:
    template, _ = PathwayTemplate.objects.update_or_create(
        authority=None,
        name=shipped.name,
        defaults={
            "public_id": uuid5(SHIPPED, shipped.name),
            "about": shipped.about,
            "sources": shipped.sources,
            "version": shipped.version,
        },
    )
    template.stages.all().delete()
    for position, stage in enumerate(shipped.stages, start=1):
        _write_stage(template, position, stage)


def _write_stage(template: PathwayTemplate, position: int, shipped: ShippedStage) -> None:
    values = {name: getattr(shipped, name) for name in (*STAGE_FIELDS, "source")}
    stage = TemplateStage.objects.create(template=template, position=position, **values)
    TemplateMilestone.objects.bulk_create(
        TemplateMilestone(
            stage=stage,
            position=number,
            **{name: getattr(milestone, name) for name in MILESTONE_FIELDS},
        )
        for number, milestone in enumerate(shipped.milestones, start=1)
    )


def _copy_stage(stage: TemplateStage, template: PathwayTemplate) -> None:
    values = {name: getattr(stage, name) for name in (*STAGE_FIELDS, "source", "position")}
    copied = TemplateStage.objects.create(template=template, **values)
    TemplateMilestone.objects.bulk_create(
        TemplateMilestone(
            stage=copied,
            position=each.position,
            **{name: getattr(each, name) for name in MILESTONE_FIELDS},
        )
        for each in stage.milestones.all()
    )


def _free_name(authority: Authority, name: str) -> str:
    taken = set(PathwayTemplate.objects.filter(authority=authority).values_list("name", flat=True))
    wanted, number = name, 2
    while wanted in taken:
        wanted, number = f"{name} ({number})", number + 1
    return wanted
