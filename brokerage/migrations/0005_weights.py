"""Weight sets: who approved them and why. History from before shows an invented id and no reason for approval."""

import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_cache'),
        ('brokerage', '0004_what_if'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A default would give every row that is there the same id.
        migrations.AddField(
            model_name='weightset',
            name='public_id',
            field=models.UUIDField(default=None, editable=False, null=True),
        ),
        migrations.RunSQL(
            "UPDATE brokerage_weightset SET public_id = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name='weightset',
            name='public_id',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='weightset',
            name='approval_reason',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='weightsetevent',
            name='approval_reason',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='weightsetevent',
            name='public_id',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name='weightset',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at__isnull', True)), fields=('authority',), name='brokerage_weightset_one_draft_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='weightset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approval_reason', ''), ('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approval_reason', ''), _negated=True)), _connector='OR'), name='brokerage_weightset_approved_by_someone_for_a_reason'),
        ),
    ]
