"""The workbook of interviews: write one down, mark quotes, forget on withdrawal, read the themes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from documents import tables
from documents.uploads import safe_download
from evaluation.forms import interviews as forms
from evaluation.models import Code, Group, Interview, Quote
from evaluation.queries import interviews as queries
from evaluation.services import interviews as services
from ui import conflicts

may_run = requires(Permission.RUN_INTERVIEWS)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PSEUDONYM_TAKEN = "Somebody else has that name here. Choose another"
CODE_TAKEN = "There is a code of that name already"


@require_safe
@may_run
def interview_list(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    people = queries.people_by_group(authority)
    context = {
        "interviews": Interview.objects.visible_to(request.user),
        "people": [(label, people[code]) for code, label in Group.choices],
    }
    return render(request, "evaluation/interview_list.html", context)


@forms_allowed
@may_run
def interview_add(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    form = forms.WriteInterview(_sent(request), today=timezone.localdate())
    if form.is_valid():
        try:
            interview = services.write_interview(
                authority=authority, by=request.user, at=timezone.now(), **form.values
            )
        except services.NameTaken:
            form.add_error("pseudonym", PSEUDONYM_TAKEN)
        else:
            messages.success(request, "The interview is kept.")
            return redirect(interview)
    return render(request, "evaluation/interview_write.html", {"form": form})


@forms_allowed
@may_run
def interview_detail(request: SignedInRequest, *, interview_id: UUID) -> HttpResponse:
    """The notes with their quotes; sent, it marks another quote."""
    interview = _interview(request, interview_id)
    access.opened(request, interview)
    codes = Code.objects.visible_to(request.user).filter(is_retired=False)
    form = forms.MarkQuote(_sent(request), codes=codes, notes=interview.notes)
    if form.is_valid() and _marked(request, interview, form):
        messages.success(request, "The quote is added.")
        return redirect(interview)
    context = {
        "interview": interview,
        "form": form,
        "has_codes": codes.exists(),
        "quotes": queries.quotes_of(interview),
    }
    return render(request, "evaluation/interview_detail.html", context)


@forms_allowed
@may_run
def interview_change(request: SignedInRequest, *, interview_id: UUID) -> HttpResponse:
    """409 with both versions for somebody whose page is older than the latest change."""
    interview = _interview(request, interview_id)
    if interview.withdrawn_at:
        return redirect(interview)
    access.opened(request, interview)
    today = timezone.localdate()
    form = forms.WriteInterview(_sent(request), today=today, interview=interview)
    context: dict[str, Any] = {"form": form, "interview": interview}
    context["version"] = _seen(request, interview.version)
    if form.is_valid():
        try:
            services.change_interview(
                interview=interview,
                version=context["version"],
                by=request.user,
                at=timezone.now(),
                **form.values,
            )
        except services.NameTaken:
            form.add_error("pseudonym", PSEUDONYM_TAKEN)
        except services.NotInTheNotes as problem:
            form.add_error("notes", f"A quote stands no longer in the notes: “{problem.words}”")
        except services.InterviewChanged:
            theirs = forms.WriteInterview(None, today=today, interview=interview)
            compared = conflicts.compare("Interview", theirs=theirs, yours=form)
            context |= {"comparison": compared, "version": interview.version}
            return render(request, "evaluation/interview_write.html", context, status=409)
        else:
            messages.success(request, "The change is saved.")
            return redirect(interview)
    return render(request, "evaluation/interview_write.html", context)


@forms_allowed
@may_run
def interview_withdraw(request: SignedInRequest, *, interview_id: UUID) -> HttpResponse:
    interview = _interview(request, interview_id)
    if request.method == "POST":
        services.withdraw_consent(interview=interview, by=request.user, at=timezone.now())
        messages.success(request, "The notes and quotes are gone.")
        return redirect(interview)
    context = {"interview": interview, "quotes": interview.quotes.count()}
    return render(request, "evaluation/interview_withdraw.html", context)


@require_POST
@may_run
def quote_remove(request: SignedInRequest, *, quote_id: UUID) -> HttpResponse:
    seen = Quote.objects.visible_to(request.user).select_related("interview")
    quote = get_object_or_404(seen, public_id=quote_id)
    services.take_out_quote(quote=quote, by=request.user, at=timezone.now())
    messages.success(request, "The quote is taken out. It still stands in the notes.")
    return redirect(quote.interview)


@require_safe
@may_run
def code_list(request: SignedInRequest) -> HttpResponse:
    context = {"lines": queries.frame(own_authority(request))}
    return render(request, "evaluation/code_list.html", context)


@forms_allowed
@may_run
def code_add(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    form = forms.WriteCode(_sent(request))
    if form.is_valid():
        try:
            services.add_code(
                authority=authority, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.NameTaken:
            form.add_error("name", CODE_TAKEN)
        else:
            messages.success(request, "The code is added.")
            return redirect("evaluation:code-list")
    return render(request, "evaluation/code_write.html", {"form": form})


@forms_allowed
@may_run
def code_change(request: SignedInRequest, *, code_id: UUID) -> HttpResponse:
    """409 with both versions for somebody whose page is older than the latest change."""
    code = get_object_or_404(Code.objects.visible_to(request.user), public_id=code_id)
    kept = {
        "theme": code.theme,
        "name": code.name,
        "words": services.in_force(code).words,
        "is_retired": code.is_retired,
    }
    form = forms.ChangeCode(_sent(request), initial=kept)
    context: dict[str, Any] = {"form": form, "code": code}
    context["version"] = _seen(request, code.version)
    if form.is_valid():
        try:
            services.change_code(
                code=code,
                version=context["version"],
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except services.NameTaken:
            form.add_error("name", CODE_TAKEN)
        except services.InterviewChanged:
            theirs = forms.ChangeCode(None, initial=kept)
            compared = conflicts.compare("Code", theirs=theirs, yours=form)
            context |= {"comparison": compared, "version": code.version}
            return render(request, "evaluation/code_write.html", context, status=409)
        else:
            messages.success(request, "The change is saved. Quotes keep the definition they had.")
            return redirect("evaluation:code-list")
    context["definitions"] = code.definitions.select_related("by").order_by("-number")
    return render(request, "evaluation/code_write.html", context)


@require_safe
@may_run
def interview_themes(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    people = queries.people_by_group(authority)
    context = {
        "themes": queries.themes(authority),
        "people": [(label, people[code]) for code, label in Group.choices],
    }
    return render(request, "evaluation/interview_themes.html", context)


@require_safe
@may_run
def interview_workbook(request: SignedInRequest) -> HttpResponse:
    """The themes, the quotes that may leave and the coding frame, as sheets of one workbook."""
    authority = own_authority(request)
    access.exported(request, record_type=Interview._meta.label_lower)
    content = tables.write_xlsx(
        [
            tables.Sheet("Themes", queries.THEME_HEADINGS, queries.theme_lines(authority)),
            tables.Sheet("Quotes", queries.QUOTE_HEADINGS, queries.quote_lines(authority)),
            tables.Sheet("Coding frame", queries.FRAME_HEADINGS, queries.frame_lines(authority)),
        ]
    )
    return safe_download(content, "interviews.xlsx", XLSX)


@require_safe
@may_run
def interview_quotes_file(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    access.exported(request, record_type=Interview._meta.label_lower)
    content = tables.write_csv(queries.QUOTE_HEADINGS, queries.quote_lines(authority))
    return safe_download(content, "interview-quotes.csv", "text/csv; charset=utf-8")


def _marked(request: SignedInRequest, interview: Interview, form: forms.MarkQuote) -> bool:
    try:
        services.mark_quote(
            interview=interview, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except services.NotInTheNotes:
        form.add_error("words", forms.NOT_IN_THE_NOTES)
    except services.ConsentWithdrawn as problem:
        form.add_error(None, str(problem))
    return form.is_valid()


def _interview(request: SignedInRequest, interview_id: UUID) -> Interview:
    seen = Interview.objects.visible_to(request.user).select_related("written_by", "authority")
    return get_object_or_404(seen, public_id=interview_id)


def _seen(request: SignedInRequest, version: int) -> int:
    return forms.Version(request.POST).seen() if request.method == "POST" else version


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None
