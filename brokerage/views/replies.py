from django.http import HttpRequest, HttpResponse


def reply_open(request: HttpRequest, *, token: str) -> HttpResponse:
    return HttpResponse()
