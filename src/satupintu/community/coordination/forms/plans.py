"""Forms of plans: a plan, its groups and lines, reports, and what of the matrix is shown."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satupintu.engine.progress import Light
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level
from satupintu.gateways.action_plans.cells import rupiah

from ..models import ActionPlan, PartnerKind, PlanLine
from ..names import agency_names, programme_names
from ..selectors.matrix import Choice, Matrix
from ..services import LineTerms
from ..services.importing import LARGEST_FILE
from ..wording import LIGHTS
from .fields import EvidenceField, count_field, day_field

_FEWEST_AGENCIES = 4  # boxes to choose agencies in


class PlanForm(forms.Form):
    title = forms.CharField(
        label=_("Judul rencana"), max_length=160, error_messages={"required": _("Tulis judul rencananya.")}
    )
    starts_on = day_field(_("Mulai"))
    ends_on = day_field(_("Sampai"))
    source = forms.CharField(
        label=_("Sumber"),
        max_length=400,
        required=False,
        help_text=_("Nomor keputusan atau dokumen tempat rencana ini ditulis."),
    )

    def __init__(self, *args: Any, plan: ActionPlan | None = None, **kwargs: Any) -> None:
        if plan:
            kwargs["initial"] = {
                name: getattr(plan, name) for name in ("title", "starts_on", "ends_on", "source")
            }
        super().__init__(*args, **kwargs)


class NewPlanForm(PlanForm):
    """A plan of an area that its planner may choose, empty or begun from a sample."""

    area = forms.CharField(
        label=_("Kode wilayah"),
        max_length=32,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Tulis kode wilayahnya.")},
    )
    sample = forms.ChoiceField(label=_("Mulai dari"), required=False)

    field_order = ["title", "area", "starts_on", "ends_on", "source", "sample"]

    def __init__(self, *args: Any, by: User, samples: dict[str, str], **kwargs: Any) -> None:
        today = timezone.localdate()
        usual = {"area": by.area_id, "starts_on": date(today.year, 1, 1), "ends_on": date(today.year, 12, 31)}
        super().__init__(*args, initial=usual, **kwargs)
        self.by = by
        self.fields["sample"].choices = [("", _("Rancangan kosong")), *samples.items()]  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        code = self.cleaned_data["area"].strip()
        within = Area.objects.within(self.by.area).filter(level__lte=Level.VILLAGE)
        if (found := within.filter(code=code).first()) is None:
            raise forms.ValidationError(_("Tidak ada wilayah dengan kode ini di wilayah Anda."))
        return found


class GroupForm(forms.Form):
    name = forms.CharField(
        label=_("Nama kelompok"), max_length=120, error_messages={"required": _("Tulis nama kelompoknya.")}
    )


class LineForm(forms.Form):
    """A line; as many boxes for agencies as it needs, one by one, the first leads."""

    programme = forms.ChoiceField(
        label=_("Program dari katalog"),
        required=False,
        help_text=_("Kosongkan bila belum ada di katalog, lalu tulis kegiatannya."),
    )
    activity = forms.CharField(label=_("Kegiatan"), max_length=200, required=False)
    target = count_field(_("Target"), lowest=1, required=False)
    unit = forms.CharField(
        label=_("Satuan"),
        max_length=40,
        required=False,
        help_text=_("Misalnya: orang, usaha, pasar, kali."),
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    starts_on = day_field(_("Mulai"), required=False)
    deadline = day_field(_("Tenggat"), required=False)
    indicator = forms.CharField(label=_("Indikator"), max_length=200, required=False)
    budget = forms.CharField(
        label=_("Anggaran (rupiah)"),
        required=False,
        max_length=40,
        help_text=_("Misalnya: Rp250.000.000 atau 1,5 miliar."),
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, line: PlanLine | None = None, **kwargs: Any) -> None:
        if line:
            kwargs["initial"] = self._said(line)
        super().__init__(*args, **kwargs)
        programmes = sorted(programme_names().items(), key=lambda one: one[1])
        self.fields["programme"].choices = [("", "–"), *programmes]  # type: ignore[attr-defined]
        self._add_agencies(line)

    @staticmethod
    def _said(line: PlanLine) -> dict[str, Any]:
        names = ("programme", "activity", "target", "unit", "starts_on", "deadline", "indicator", "budget")
        said = {name: getattr(line, name) for name in names}
        return said | {f"agency_{at}": one.agency for at, one in enumerate(line.agencies.all())}

    def _add_agencies(self, line: PlanLine | None) -> None:
        choices = [("", "–"), *sorted(((one.id, one.title) for one in agency_names().values()), key=_second)]
        self.boxes = max(_FEWEST_AGENCIES, line.agencies.count() + 1 if line else 0)
        for at in range(self.boxes):
            label = _("Instansi lain") if at else _("Instansi penanggung jawab utama")
            self.fields[f"agency_{at}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.order_fields(["programme", "activity", *(f"agency_{at}" for at in range(self.boxes)), "target"])

    def clean_budget(self) -> int | None:
        text = self.cleaned_data["budget"].strip()
        try:
            return rupiah(text) if text else None
        except ValueError as trouble:
            raise forms.ValidationError(
                _("Tulis anggarannya dalam rupiah, misalnya Rp250.000.000.")
            ) from trouble

    def terms(self) -> LineTerms:
        data = self.cleaned_data
        agencies = (data[f"agency_{at}"] for at in range(self.boxes))
        return LineTerms(
            agencies=tuple(dict.fromkeys(one for one in agencies if one)),
            **{name: value for name, value in data.items() if not name.startswith("agency_")},
        )


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas rencana"),
        help_text=_("XLSX, XLS, ODS atau CSV. Isi rancangan ini digantinya seluruhnya."),
        error_messages={"required": _("Pilih berkasnya."), "empty": _("Berkas ini kosong.")},
    )

    def clean_file(self) -> UploadedFile:
        """Before it is read into memory whole."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("Berkas ini lebih dari 4 MB. Kirim hanya lembar rencananya."))
        return file


class ReportForm(forms.Form):
    """What was reached by a day, all in all."""

    value = count_field(_("Capaian seluruhnya sampai hari itu"))
    on = day_field(_("Tanggal"))
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)
    evidence = EvidenceField(label=_("Bukti"))
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = _("Dalam %(unit)s; bukan tambahannya saja.") % {
            "unit": unit or _("satuan target")
        }


class ChoiceForm(forms.Form):
    """The matrix's filters, over what stands in it."""

    kelompok = forms.TypedChoiceField(label=_("Kelompok"), required=False, coerce=int, empty_value=None)
    instansi = forms.ChoiceField(label=_("Instansi"), required=False)
    unsur = forms.ChoiceField(
        label=_("Unsur"), required=False, choices=[("", _("Semua")), *PartnerKind.choices]
    )
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[("", _("Semua")), *((str(one), LIGHTS[one][0]) for one in Light)],
    )

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = {one.id: one.title for line in matrix.lines for one in line.agencies}
        groups = [(one.group.number, f"{one.group.number}. {one.group.name}") for one in matrix.groups]
        self.fields["kelompok"].choices = [("", _("Semua")), *groups]  # type: ignore[attr-defined]
        self.fields["instansi"].choices = [("", _("Semua")), *sorted(agencies.items(), key=_second)]  # type: ignore[attr-defined]

    def choice(self) -> Choice:
        """What was chosen; what is no choice chooses nothing."""
        self.is_valid()
        data = self.cleaned_data
        return Choice(
            group=data.get("kelompok") or None,
            agency=data.get("instansi", ""),
            partner=data.get("unsur", ""),
            light=data.get("keadaan", ""),
        )
