from django.http import HttpRequest, HttpResponse


def round_detail(request: HttpRequest, *, round_id) -> HttpResponse:
    return HttpResponse()
