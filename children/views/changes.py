"""The pages that change a child's record, and its buttons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, SignedInRequest, requires
from children import services
from children.forms.sections import Version
from children.models import Child
from children.queries.freshness import Reviewed
from children.views.records import find, page
from children.views.sections import DETAIL, GROUPS, NEEDS, SECTIONS, Group
from ui import conflicts

may_edit = requires(Permission.EDIT_CHILD)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])

READ_AGAIN = "Somebody changed this record after you had opened it. Read it again first."
LONGEST_ID = 18  # digits that a database key has at most


@forms_allowed
@may_edit
def section_change(request: SignedInRequest, *, child_id: UUID, part: str) -> HttpResponse:
    child = find(request, child_id)
    section = SECTIONS.get(part)
    if section is None:
        raise Http404
    who: Any = {"user": request.user, "today": timezone.localdate()}
    form = section.form(_sent(request), child=child, **who)
    back = reverse(DETAIL, args=[child.public_id])
    seen = _seen(request, child)
    context = _context(form, title=section.title, hint=section.hint, back=back, seen=seen)
    if form.is_valid():
        try:
            section.write(child, form, version=seen, by=request.user, at=timezone.now())
        except services.ChangedMeanwhile as changed:
            theirs = section.form(None, child=changed.child, **who)
            return _conflict(request, changed.child, context, theirs)
        except services.NotOneOfOurs as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, f"{section.title}: saved.")
            return _after(request, child, back)
    return page(request, child, "children/child_change.html", context)


@forms_allowed
@may_edit
def item_add(request: SignedInRequest, *, child_id: UUID, group: str) -> HttpResponse:
    child, chosen = find(request, child_id), _group(group)
    make = chosen.new_form or chosen.form
    form = make(
        _sent(request), item=None, child=child, user=request.user, today=timezone.localdate()
    )
    back = reverse(chosen.page, args=[child.public_id])
    if form.is_valid():
        try:
            chosen.write(child, form, version=0, by=request.user, at=timezone.now())
        except services.CannotSave as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "Saved.")
            return redirect(back)
    context = _context(form, title=f"Add {chosen.one}", back=back, seen=child.version)
    return page(request, child, "children/child_change.html", context)


@forms_allowed
@may_edit
def item_change(request: SignedInRequest, *, child_id: UUID, group: str, item: str) -> HttpResponse:
    child, chosen = find(request, child_id), _group(group)
    who: Any = {"child": child, "user": request.user, "today": timezone.localdate()}
    form = chosen.form(_sent(request), item=_item(chosen, child, item), **who)
    back = reverse(chosen.page, args=[child.public_id])
    seen = _seen(request, child)
    context = _context(form, title=f"Change {chosen.one}", back=back, seen=seen)
    context["remove_url"] = reverse("children:item-remove", args=[child.public_id, group, item])
    if form.is_valid():
        try:
            chosen.write(child, form, version=seen, by=request.user, at=timezone.now())
        except services.ChangedMeanwhile as changed:
            theirs = chosen.form(None, item=_item(chosen, changed.child, item), **who)
            return _conflict(request, changed.child, context, theirs)
        except services.CannotSave as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "Saved.")
            return redirect(back)
    return page(request, child, "children/child_change.html", context)


@forms_allowed
@may_edit
def item_remove(request: SignedInRequest, *, child_id: UUID, group: str, item: str) -> HttpResponse:
    child, chosen = find(request, child_id), _group(group)
    found = _item(chosen, child, item)
    back = reverse(chosen.page, args=[child.public_id])
    if request.method == "POST":
        seen = Version(request.POST).seen()
        try:
            chosen.remove(child, found, version=seen, by=request.user, at=timezone.now())
        except services.ChangedMeanwhile:
            messages.error(request, READ_AGAIN)
        else:
            messages.success(request, "Removed.")
        return redirect(back)
    context = {"item": found, "one": chosen.one, "back": back}
    return page(request, child, "children/item_remove.html", context)


@require_POST
@may_edit
def wish_move(request: SignedInRequest, *, child_id: UUID, item: str, way: str) -> HttpResponse:
    child = find(request, child_id)
    wish = _item(GROUPS["wishes"], child, item)
    try:
        services.move_wish(
            child=child,
            wish=wish,
            up=way == "up",
            version=Version(request.POST).seen(),
            by=request.user,
            at=timezone.now(),
        )
    except services.ChangedMeanwhile:
        messages.error(request, READ_AGAIN)
    return redirect("children:child-wishes", child_id=child.public_id)


@require_POST
@may_edit
def section_confirm(request: SignedInRequest, *, child_id: UUID, part: str) -> HttpResponse:
    child = find(request, child_id)
    if part not in set(Reviewed):
        raise Http404
    section, seen = Reviewed(part), Version(request.POST).seen()
    try:
        services.confirm_section(
            child=child, section=section, version=seen, by=request.user, at=timezone.now()
        )
    except services.ChangedMeanwhile:
        messages.error(request, READ_AGAIN)
    else:
        messages.success(request, f"{section.label}: read today and still right.")
    shown_on = NEEDS if section in {Reviewed.NEEDS, Reviewed.RISKS} else DETAIL
    return redirect(shown_on, child_id=child.public_id)


@require_POST
@may_edit
def risks_none(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child, seen = find(request, child_id), Version(request.POST).seen()
    try:
        services.record_no_known_risks(
            child=child, version=seen, by=request.user, at=timezone.now()
        )
    except services.ChangedMeanwhile:
        messages.error(request, READ_AGAIN)
    except services.CannotSave as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Recorded that no risk is known.")
    return redirect(NEEDS, child_id=child.public_id)


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _group(slug: str) -> Group:
    if slug not in GROUPS:
        raise Http404
    return GROUPS[slug]


def _item(group: Group, child: Child, key: str) -> Any:
    """The child's own record of that key; another child's is not found."""
    if not key.isdecimal() or len(key) > LONGEST_ID:
        raise Http404
    found = group.records(child).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _seen(request: SignedInRequest, child: Child) -> int:
    """The version that the person's page was made from: it stays theirs while they put errors right."""
    return Version(request.POST).seen() if request.method == "POST" else child.version


def _context(form: Any, *, title: str, back: str, seen: int, hint: str = "") -> dict[str, Any]:
    return {"form": form, "title": title, "hint": hint, "back": back, "version": seen}


def _conflict(
    request: SignedInRequest, child: Child, context: dict[str, Any], theirs: Any
) -> HttpResponse:
    """409: both versions, and the person's form again, to be saved over what is there or left."""
    compared = conflicts.compare(context["title"], theirs=theirs, yours=context["form"])
    return page(
        request,
        child,
        "children/child_change.html",
        {**context, "comparison": compared, "version": child.version},
        status=409,
    )


def _after(request: SignedInRequest, child: Child, back: str) -> HttpResponse:
    """Where the record is, or the list for somebody who has just given the child to others."""
    is_mine = Child.objects.visible_to(request.user).filter(pk=child.pk).exists()
    return redirect(back if is_mine else "children:list")
