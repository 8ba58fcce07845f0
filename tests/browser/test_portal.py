"""The portal's pages in a browser, by phone and at a desk."""


def test_a_stranger_looks_around_asks_for_their_status_and_turns_to_english(page, screenshot):
    page.goto("/")
    screenshot(page, "home")
    page.get_by_role("link", name="Tentang data Anda").first.click()
    screenshot(page, "your-data")
    page.goto("/akun/masuk/")
    screenshot(page, "sign-in")
    page.get_by_role("button", name="Masuk").click()
    screenshot(page, "sign-in-errors")
    page.goto("/tidak-ada/")
    screenshot(page, "not-found")
    page.goto("/status/")
    screenshot(page, "status")
    page.get_by_role("button", name="Lihat status").click()
    screenshot(page, "status-errors")
    page.get_by_label("NIK").fill("3507114205870001")
    page.get_by_label("Tanggal", exact=True).fill("2")
    page.get_by_label("Bulan").fill("5")
    page.get_by_label("Tahun").fill("1987")
    page.get_by_role("button", name="Lihat status").click()
    page.get_by_role("heading", name="Status Anda").wait_for()
    assert "3507114205870001" not in page.url
    screenshot(page, "status-not-found")
    page.get_by_role("button", name="EN").click()
    page.get_by_role("heading", name="Check my status").wait_for()
    screenshot(page, "status-english")
    page.get_by_role("button", name="ID").click()
    page.get_by_role("heading", name="Cek status saya").wait_for()


def test_each_role_signs_in_to_its_work(open_page, sign_in_by_form, screenshot):
    for role in ("village_officer", "district_officer", "bank_officer", "auditor"):
        page = open_page("desk")
        sign_in_by_form(page, role)
        page.get_by_role("heading", name="Pekerjaan Anda").wait_for()
        screenshot(page, f"queue-{role}")


def test_the_administrator_makes_an_account(page, sign_in, screenshot):
    sign_in(page, "administrator")
    page.get_by_role("navigation").get_by_role("link", name="Akun").click()
    screenshot(page, "accounts")
    page.get_by_role("link", name="Buat akun").click()
    page.get_by_label("Nama pengguna").fill("wahyu")
    page.get_by_label("Nama lengkap").fill("Wahyu Hidayat")
    page.get_by_label("Peran").select_option("village_officer")
    page.get_by_label("Kode wilayah").fill("35.07.11.2008")
    screenshot(page, "new-account")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("heading", name="Kata sandi untuk Wahyu Hidayat").wait_for()
    screenshot(page, "new-password")


def test_progress_moves_and_gives_way_to_the_result(page, sign_in, screenshot):
    from django.utils import timezone

    from satupintu.foundation.work.models import Job, State

    user = sign_in(page, "auditor")
    job = Job.objects.create(
        kind="test",
        title="Memeriksa usulan",
        by=user,
        state=State.RUNNING,
        done=150,
        total=600,
        message="Mencocokkan dengan data kependudukan",
        heartbeat_at=timezone.now(),
    )
    page.goto(f"/pekerjaan/{job.pk}/")
    screenshot(page, "progress")
    Job.objects.update(done=450, heartbeat_at=timezone.now())
    page.get_by_text("450 dari 600").wait_for()
    Job.objects.update(state=State.DONE, return_to="/jejak/")
    page.wait_for_url("**/jejak/")
    page.get_by_role("heading", name="Jejak").wait_for()
    screenshot(page, "events")
    Job.objects.update(state=State.FAILED, error="Lembar 'Data' tidak punya kolom NIK.")
    page.goto(f"/pekerjaan/{job.pk}/")
    screenshot(page, "progress-failed")
