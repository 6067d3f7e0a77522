import factory
from factory.django import DjangoModelFactory

from notifications.models import DemoMessage, OutgoingMessage
from tests.factories.accounts import AuthorityFactory

__all__ = ["DemoMessageFactory", "OutgoingMessageFactory"]


class OutgoingMessageFactory(DjangoModelFactory):
    """A message waiting to be sent, of a kind that nobody composes."""

    class Meta:
        model = OutgoingMessage

    key = factory.Sequence(lambda n: f"message:{n}")
    kind = "unknown"
    subject_id = factory.Sequence(lambda n: n)
    authority = factory.SubFactory(AuthorityFactory)
    message_id = factory.Sequence(lambda n: f"<{n}@desk.example>")

    @factory.lazy_attribute
    def queued_at(self):
        from tests.factories import NOON

        return NOON

    send_after = factory.SelfAttribute("queued_at")


class DemoMessageFactory(DjangoModelFactory):
    class Meta:
        model = DemoMessage

    message = factory.SubFactory(OutgoingMessageFactory)
    to = "carer@carers.example"
    subject = "A home is needed"
    text = "Please answer: https://desk.example/r/1\n"
    html = '<html><head></head><p><a href="https://desk.example/r/1">Answer</a></p></html>'
    kept_at = factory.SelfAttribute("message.queued_at")
