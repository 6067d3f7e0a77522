from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0003_plans"),
        ("placements", "0003_support_items"),
    ]
    operations = []
