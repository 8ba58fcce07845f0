"""Draws every Django form with GOV.UK's form groups: label, hint, error, field."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Takes `templates/django/forms/`; pages write `{{ form }}` or `{{ field.as_field_group }}`."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
