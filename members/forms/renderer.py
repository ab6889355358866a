from django.forms.renderers import TemplatesSetting


class PageFormRenderer(TemplatesSetting):
    """{{ form }} renders with our templates: labels above, errors in words beside the field and in a summary."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
