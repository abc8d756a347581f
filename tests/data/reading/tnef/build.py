"""Builds the winmail.dat cases of this folder: NAME.eml and NAME.json, from the formats alone.

Sources: [MS-OXTNEF] (stream, attributes, checksums), [MS-OXPROPS] and [MS-OXCDATA] (properties, their encodings),
[MS-OXRTFCP] (compressed RTF; literals only, which is allowed), [MS-OXOCAL] 2.2.1.27 (global object id).
Without an argument it writes all cases anew beside itself, else into the folder given.
"""
import base64
import json
import struct
import sys
import uuid
import zlib
from pathlib import Path

MESSAGE, ATTACHMENT = 1, 2
TNEF_VERSION, CODEPAGE, MESSAGE_CLASS, SUBJECT, BODY = 0x00089006, 0x00069007, 0x00078008, 0x00018004, 0x0002800C
MAPI, REND_DATA, TITLE, DATA, ATTACHMENT_MAPI = 0x00069003, 0x00069002, 0x00018010, 0x0006800F, 0x00069005
I2, LONG, BOOLEAN, OBJECT, STRING8, UNICODE, SYSTIME, BINARY = 0x02, 0x03, 0x0B, 0x0D, 0x1E, 0x1F, 0x40, 0x102

PR_MESSAGE_CLASS, PR_SUBJECT, PR_BODY, PR_RTF, PR_HTML = 0x001A, 0x0037, 0x1000, 0x1009, 0x1013
PR_SENDER_NAME, PR_SENDER_EMAIL, PR_INTERNET_CPID = 0x0C1A, 0x0C1F, 0x3FDE
PR_ATTACH_DATA, PR_ATTACH_FILENAME, PR_ATTACH_METHOD, PR_ATTACH_LONG_FILENAME = 0x3701, 0x3704, 0x3705, 0x3707
PR_ATTACH_MIME_TAG, PR_ATTACH_CONTENT_ID, PR_DISPLAY_NAME, PR_ATTACH_EXTENSION = 0x370E, 0x3712, 0x3001, 0x3703
PR_ATTACHMENT_HIDDEN = 0x7FFE
MEETING = uuid.UUID("6ed8da90-450b-101b-98da-00aa003f1305").bytes_le
APPOINTMENT = uuid.UUID("00062002-0000-0000-c000-000000000046").bytes_le
GLOBAL_ID, CLEAN_ID = (MEETING, 0x03), (MEETING, 0x23)
START, END, SEQUENCE, COUNTER = (APPOINTMENT, 0x820D), (APPOINTMENT, 0x820E), (APPOINTMENT, 0x8201), (APPOINTMENT, 0x8257)
IMESSAGE = uuid.UUID("00020307-0000-0000-c000-000000000046").bytes_le


def attribute(level, name, data):
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def padded(data):
    return data + b"\0" * (-len(data) % 4)


def value(kind, of, codepage="cp1252"):
    """A property's value as MAPI writes it: fixed ones padded to four bytes, others counted."""
    if kind in (I2, BOOLEAN):
        return struct.pack("<HH", int(of), 0)
    if kind == LONG:
        return struct.pack("<I", of)
    if kind == SYSTIME:
        return struct.pack("<Q", (of + 11644473600) * 10_000_000)
    if kind == STRING8:
        of = of.encode(codepage) + b"\0"
    elif kind == UNICODE:
        of = of.encode("utf-16-le") + b"\0\0"
    return struct.pack("<II", 1, len(of)) + padded(of)


def properties(*of, codepage="cp1252"):
    """[MS-OXTNEF] 2.1.3.4: a count, then each property; one named by GUID and number, or GUID and text."""
    out = struct.pack("<I", len(of))
    for number, (name, kind, what) in enumerate(of):
        if isinstance(name, tuple):
            guid, identifier = name
            out += struct.pack("<HH", kind, 0x8000 + number) + guid
            if isinstance(identifier, str):
                text = identifier.encode("utf-16-le") + b"\0\0"
                out += struct.pack("<II", 1, len(text)) + padded(text)
            else:
                out += struct.pack("<II", 0, identifier)
        else:
            out += struct.pack("<HH", kind, name)
        out += value(kind, what, codepage)
    return out


def message(*of, codepage="cp1252"):
    return attribute(MESSAGE, MAPI, properties(*of, codepage=codepage))


def stream(*attributes, codepage=1252):
    return (struct.pack("<IH", 0x223E9F78, 0x1A2B) + attribute(MESSAGE, TNEF_VERSION, struct.pack("<I", 0x10000))
            + attribute(MESSAGE, CODEPAGE, struct.pack("<II", codepage, 0)) + b"".join(attributes))


def of_class(name):
    return attribute(MESSAGE, MESSAGE_CLASS, name.encode() + b"\0")


def attached(title, data, *of, codepage="cp1252"):
    """An attachment as Outlook writes it: rendering, short name, bytes, and the properties last."""
    out = attribute(ATTACHMENT, REND_DATA, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
    if title is not None:
        out += attribute(ATTACHMENT, TITLE, title.encode(codepage) + b"\0")
    if data is not None:
        out += attribute(ATTACHMENT, DATA, data)
    return out + (attribute(ATTACHMENT, ATTACHMENT_MAPI, properties(*of, codepage=codepage)) if of else b"")


def compressed_rtf(text):
    """[MS-OXRTFCP] 2.1: every run literal, and the reference to the write position that ends it."""
    data, position = b"", 207
    text = text.encode("ascii")
    for start in range(0, len(text), 8):
        run = text[start:start + 8]
        position = (position + len(run)) % 4096
        if len(run) < 8:
            data += bytes([1 << len(run)]) + run + struct.pack(">H", position << 4)
            break
        data += b"\0" + run
    else:
        data += b"\x01" + struct.pack(">H", position << 4)
    crc = zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<IIII", len(data) + 12, len(text), 0x75465A4C, crc) + data


def plain_rtf(text):
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text.encode("ascii")


def global_id(data, year=0, month=0, day=0):
    return (bytes.fromhex("040000008200E00074C5B7101A82E008") + struct.pack(">HBB", year, month, day)
            + bytes.fromhex("10203040506070D1") + bytes(8) + struct.pack("<I", len(data)) + data)


def of_uid(uid):
    return b"vCal-Uid\x01\0\0\0" + uid.encode() + b"\0"


def hexadecimal(data):
    return global_id(data).hex().upper()


def mail(content, headers="", sender="Odile Garcin <o.garcin@mairie.example>", subject="Re: Seance"):
    return (f"From: {sender}\r\nTo: greffe@assemblee.example\r\nSubject: {subject}\r\n"
            f"Date: Tue, 4 Mar 2025 10:12:00 +0100\r\nMessage-ID: <tnef.1@poste.example>\r\n{headers}"
            "MIME-Version: 1.0\r\n").encode() + content


def encoded(raw, content_type='application/ms-tnef; name="winmail.dat"',
            disposition='Content-Disposition: attachment; filename="winmail.dat"\r\n'):
    return (f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n{disposition}\r\n").encode() + \
        base64.encodebytes(raw).replace(b"\n", b"\r\n")


def beside(part, text=""):
    """The usual letter: a plain text, then the stream."""
    return (b'Content-Type: multipart/mixed; boundary="=_t"\r\n\r\n--=_t\r\nContent-Type: text/plain; charset=utf-8\r\n'
            b"Content-Transfer-Encoding: 8bit\r\n\r\n" + text.encode() + b"\r\n--=_t\r\n" + part + b"--=_t--\r\n")


def response(kind, *of, text=""):
    return beside(encoded(stream(of_class("IPM.Schedule.Meeting.Resp." + kind), message(*of))), text)


def reply(partstat, presence, uid, **calendar):
    return {"kind": "calendar", "calendar": {"method": "REPLY", "uid": uid, "attendees":
            [{"address": "o.garcin@mairie.example", "partstat": partstat}], **calendar},
            "answer": {"presence": presence}}


def attachments(*names, **more):
    return {"kind": "message", "attachments": [{"name": name} for name in names], **more}


OWN, OTHER = of_uid("pleniere-12@assemblee.example"), bytes.fromhex("00112233445566778899AABBCCDDEEFF")
PDF, PNG = b"%PDF-1.4\n%%EOF\n", bytes.fromhex("89504E470D0A1A0A0000000D49484452") + bytes(17)
REPLY_ICS = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:dedans-1\r\nSEQUENCE:0\r\n"
             "DTSTAMP:20250304T091200Z\r\nATTENDEE;PARTSTAT=DECLINED:mailto:o.garcin@mairie.example\r\n"
             "END:VEVENT\r\nEND:VCALENDAR\r\n").encode()


def responses():
    """Meeting responses: the class of the message says the answer, the global object id which meeting."""
    yield "accepted-own-uid", mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)), (GLOBAL_ID, BINARY, global_id(OWN)))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "declined-hexadecimal-uid", mail(response("Neg", (CLEAN_ID, BINARY, global_id(OTHER)))), \
        reply("DECLINED", "absent", hexadecimal(OTHER))
    yield "tentative-only-global-id", mail(response("Tent", (GLOBAL_ID, BINARY, global_id(OWN)))), \
        reply("TENTATIVE", "tentative", "pleniere-12@assemblee.example")
    yield "accepted-instance-of-series", mail(response("Pos", (GLOBAL_ID, BINARY, global_id(OTHER, 2025, 3, 12)))), \
        reply("ACCEPTED", "present", hexadecimal(OTHER))
    yield "accepted-without-id", mail(response("Pos", (PR_SUBJECT, UNICODE, "Accepté : Séance"))), \
        reply("ACCEPTED", "present", None)
    yield "declined-old-class", mail(beside(encoded(stream(of_class("IPM.Microsoft Schedule.MtgRespN"))))), \
        {"kind": "calendar", "calendar": {"method": "REPLY"}, "answer": {"presence": "absent"}}
    yield "accepted-old-class", mail(beside(encoded(stream(of_class("IPM.Microsoft Schedule.MtgRespP"))))), \
        {"kind": "calendar", "calendar": {"method": "REPLY"}, "answer": {"presence": "present"}}
    yield "accepted-class-only-in-properties", mail(beside(encoded(stream(message(
        (PR_MESSAGE_CLASS, UNICODE, "IPM.Schedule.Meeting.Resp.Pos"), (CLEAN_ID, BINARY, global_id(OWN))))))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "accepted-class-lower-case", mail(beside(encoded(stream(
        of_class("ipm.schedule.meeting.resp.pos"), message((CLEAN_ID, BINARY, global_id(OWN))))))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "accepted-times-and-sequence", mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)),
          (START, SYSTIME, 1741784400), (END, SYSTIME, 1741797000), (SEQUENCE, LONG, 3),
          (PR_SUBJECT, UNICODE, "Accepté : Séance"))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example", start="2025-03-12T13:00:00+00:00",
              end="2025-03-12T16:30:00+00:00", sequence=3)
    yield "counter-proposal", mail(response("Tent", (CLEAN_ID, BINARY, global_id(OWN)), (COUNTER, BOOLEAN, True))), \
        {"kind": "calendar", "calendar": {"method": "COUNTER", "uid": "pleniere-12@assemblee.example"},
         "answer": {"presence": "tentative", "needs_human": True}}
    yield "declined-note-gives-proxy", mail(response("Neg", (CLEAN_ID, BINARY, global_id(OWN)),
          (PR_BODY, UNICODE, "Je donne pouvoir à Mme Martin."), text="Je donne pouvoir à Mme Martin.\n")), \
        {"kind": "calendar", "answer": {"presence": "absent", "proxy_to": "Mme Martin"}}
    yield "accepted-note-contradicts", mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)),
          text="Finalement je ne pourrai pas venir.\n")), \
        {"kind": "calendar", "answer": {"presence": "unclear", "needs_human": True}}
    yield "accepted-note-only-inside", mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)),
          (PR_BODY, UNICODE, "Finalement je ne pourrai pas venir."))), \
        {"kind": "calendar", "answer": {"presence": "unclear", "needs_human": True}}
    yield "accepted-whole-mail-is-stream", mail(encoded(stream(of_class("IPM.Schedule.Meeting.Resp.Pos"),
          message((CLEAN_ID, BINARY, global_id(OWN)))), "application/ms-tnef", "")), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "accepted-octet-stream", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Resp.Pos"),
          message((CLEAN_ID, BINARY, global_id(OWN)))), 'application/octet-stream; name="WINMAIL.DAT"', ""))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "accepted-vnd-type", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Resp.Pos"),
          message((CLEAN_ID, BINARY, global_id(OWN)))), "application/vnd.ms-tnef", ""))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "accepted-type-with-dat-name", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Resp.Pos"),
          message((CLEAN_ID, BINARY, global_id(OWN)))), 'application/octet-stream; name="ATT00001.dat"', ""))), \
        reply("ACCEPTED", "present", "pleniere-12@assemblee.example")
    yield "request", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Request"),
          message((CLEAN_ID, BINARY, global_id(OTHER)), (START, SYSTIME, 1741784400), (PR_SUBJECT, UNICODE, "Point budget")))))), \
        {"kind": "calendar", "calendar": {"method": "REQUEST", "uid": hexadecimal(OTHER), "summary": "Point budget"},
         "answer": {"presence": "unclear"}}
    yield "request-old-class", mail(beside(encoded(stream(of_class("IPM.Microsoft Schedule.MtgReq"))))), \
        {"kind": "calendar", "calendar": {"method": "REQUEST"}, "answer": {"presence": "unclear"}}
    yield "canceled", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Canceled"),
          message((CLEAN_ID, BINARY, global_id(OTHER))))))), \
        {"kind": "calendar", "calendar": {"method": "CANCEL", "uid": hexadecimal(OTHER)}, "answer": {"presence": "unclear"}}
    yield "calendar-attached-inside", mail(beside(encoded(stream(of_class("IPM.Note"),
          attached("reponse.ics", REPLY_ICS, (PR_ATTACH_LONG_FILENAME, UNICODE, "reponse.ics")))))), \
        reply("DECLINED", "absent", "dedans-1")
    yield "calendar-beside-stream", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Resp.Neg"))) + b"--=_t\r\n"
          b"Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + REPLY_ICS)), \
        reply("DECLINED", "absent", "dedans-1")


def traps():
    """What looks like an act and is none."""
    yield "note-with-a-subject-of-answers", mail(beside(encoded(stream(of_class("IPM.Note"),
          message((PR_SUBJECT, UNICODE, "Accepté : Séance")))), "Voir plus bas.\n"), subject="Accepted: Seance"), \
        {"kind": "message", "calendar": None, "answer": {"needs_human": True}}
    yield "read-report", mail(beside(encoded(stream(of_class("REPORT.IPM.Schedule.Meeting.Resp.Pos.IPNRN"))))), \
        {"calendar": None, "answer": {"presence": "unclear"}}
    yield "notification-forward", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Notification.Forward"))))), \
        {"answer": {"presence": "unclear"}}
    yield "forwarded-response", mail(b'Content-Type: multipart/mixed; boundary="=_f"\r\n\r\n--=_f\r\nContent-Type: text/plain\r\n\r\n'
          b"Pour information.\r\n--=_f\r\nContent-Type: message/rfc822\r\n\r\n"
          + mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)))) + b"--=_f--\r\n"), \
        {"kind": "message", "calendar": None, "answer": {"presence": "unclear"}}
    inner = IMESSAGE + stream(of_class("IPM.Schedule.Meeting.Resp.Pos"), message((CLEAN_ID, BINARY, global_id(OWN))))
    yield "response-attached-to-a-note", mail(beside(encoded(stream(of_class("IPM.Note"), message((PR_SUBJECT, UNICODE, "TR")),
          attached("reponse", None, (PR_ATTACH_METHOD, LONG, 5), (PR_DISPLAY_NAME, UNICODE, "Accepté : Séance"),
                   (PR_ATTACH_DATA, OBJECT, inner)))), "Pour information.\n")), \
        {"kind": "message", "calendar": None, "answer": {"presence": "unclear"}}
    yield "no-stream-but-the-name", mail(beside(encoded(b"Bonjour, ceci est du texte."), "Je serai absent.\n")), \
        {"kind": "message", "calendar": None, "answer": {"presence": "absent"}}


def files():
    """Attachments: the long name where there is one, in any writing."""
    note = of_class("IPM.Note")
    yield "short-name", mail(beside(encoded(stream(note, attached("PLAN.PDF", PDF))))), attachments("PLAN.PDF")
    yield "long-name", mail(beside(encoded(stream(note, attached("ORDRED~1.PDF", PDF,
          (PR_ATTACH_FILENAME, STRING8, "ORDRED~1.PDF"), (PR_ATTACH_LONG_FILENAME, STRING8, "ordre du jour définitif.pdf")))))), \
        attachments("ordre du jour définitif.pdf")
    yield "long-name-unicode", mail(beside(encoded(stream(note, attached("COMPTE~1.PDF", PDF,
          (PR_ATTACH_LONG_FILENAME, UNICODE, "compte rendu — Perpinyà œuvre №7.pdf")))))), \
        attachments("compte rendu — Perpinyà œuvre №7.pdf")
    yield "long-name-cyrillic-codepage", mail(beside(encoded(stream(note, attached("DOC~1.PDF", PDF,
          (PR_ATTACH_LONG_FILENAME, STRING8, "Отчёт.pdf"), codepage="cp1251"), codepage=1251)))), \
        attachments("Отчёт.pdf")
    yield "title-in-codepage", mail(beside(encoded(stream(note, attached("procès-verbal.pdf", PDF))))), \
        attachments("procès-verbal.pdf")
    yield "title-in-dos-codepage", mail(beside(encoded(stream(note, attached("élus.pdf", PDF, codepage="cp850"), codepage=850)))), \
        attachments("élus.pdf")
    yield "bytes-in-properties", mail(beside(encoded(stream(note, attached(None, None,
          (PR_ATTACH_METHOD, LONG, 1), (PR_ATTACH_LONG_FILENAME, UNICODE, "delibération.pdf"), (PR_ATTACH_DATA, BINARY, PDF)))))), \
        {"attachments": [{"name": "delibération.pdf", "type": "application/pdf", "size": len(PDF)}]}
    yield "two-files", mail(beside(encoded(stream(note, attached("A.PDF", PDF), attached("B.PDF", PDF,
          (PR_ATTACH_LONG_FILENAME, UNICODE, "annexe B.pdf")))))), attachments("A.PDF", "annexe B.pdf")
    yield "same-name-twice", mail(beside(encoded(stream(note, attached("A.PDF", PDF), attached("A.PDF", PDF + b"\n"))))), \
        {"attachments": [{"name": "A.PDF", "size": 15}, {"name": "A.PDF", "size": 16}]}
    yield "empty-file", mail(beside(encoded(stream(note, attached("VIDE.TXT", b""), attached("A.PDF", PDF))))), \
        attachments("VIDE.TXT", "A.PDF")
    yield "no-name", mail(beside(encoded(stream(note, attached(None, PDF))))), \
        {"attachments": [{"type": "application/pdf", "size": len(PDF)}]}
    yield "path-as-name", mail(beside(encoded(stream(note, attached("PV.PDF", PDF,
          (PR_ATTACH_LONG_FILENAME, STRING8, "C:\\Users\\odile\\Bureau\\pv.pdf")))))), attachments("pv.pdf")
    inner = IMESSAGE + stream(note, message((PR_SUBJECT, UNICODE, "Dossier complet"), (PR_BODY, UNICODE, "Voir la pièce.")),
                              attached("INNER.PDF", PDF, (PR_ATTACH_LONG_FILENAME, UNICODE, "pièce du dossier.pdf")))
    yield "embedded-message", mail(beside(encoded(stream(note, message((PR_SUBJECT, UNICODE, "TR")),
          attached("Dossier", None, (PR_ATTACH_METHOD, LONG, 5), (PR_DISPLAY_NAME, UNICODE, "Dossier complet"),
                   (PR_ATTACH_DATA, OBJECT, inner)), attached("A.PDF", PDF))), "Bonjour.\n")), \
        attachments("Dossier", "A.PDF", "pièce du dossier.pdf")
    broken = stream(note, attached("A.PDF", PDF), attached("B.PDF", PDF * 40))
    yield "truncated-in-second", mail(beside(encoded(broken[:-300]), "Bonjour.\n")), \
        {"attachments": [{"name": "A.PDF", "size": len(PDF)}, {"name": "B.PDF"}], "problems": [{"code": "tnef-damaged"}]}
    wrong = bytearray(stream(note, attached("A.PDF", PDF)))
    wrong[-1] ^= 0xFF
    yield "bad-checksum", mail(beside(encoded(bytes(wrong)))), {"attachments": [{"name": "A.PDF", "size": len(PDF)}]}
    yield "bytes-after-the-end", mail(beside(encoded(stream(note, attached("A.PDF", PDF)) + b"\0" * 37))), attachments("A.PDF")
    yield "custom-named-property", mail(beside(encoded(stream(note, message(((APPOINTMENT, "x-mairie"), UNICODE, "été")),
          attached("A.PDF", PDF))))), attachments("A.PDF")
    yield "stream-beside-a-file", mail(beside(encoded(stream(note, attached("A.PDF", PDF))) + b"--=_t\r\n"
          + encoded(PDF, 'application/pdf; name="dehors.pdf"', ""))), attachments("A.PDF", "dehors.pdf")


def texts():
    """The text is in the stream alone."""
    words, said = "Bonjour,\nje serai présent à la séance.\n", {"presence": "present"}
    note = of_class("IPM.Note")
    yield "text-unicode", mail(beside(encoded(stream(note, message((PR_BODY, UNICODE, words)))))), \
        {"kind": "message", "new_text": words, "answer": said}
    yield "text-codepage", mail(beside(encoded(stream(note, message((PR_BODY, STRING8, words)))))), \
        {"kind": "message", "new_text": words, "answer": said}
    yield "text-attribute", mail(beside(encoded(stream(note, attribute(MESSAGE, BODY, words.encode("cp1252") + b"\0"))))), \
        {"kind": "message", "new_text": words, "answer": said}
    page = "<html><body><p>Bonjour,<br>je serai présent à la séance.</p></body></html>"
    yield "text-html", mail(beside(encoded(stream(note, message((PR_INTERNET_CPID, LONG, 65001), (PR_HTML, BINARY, page.encode())))))), \
        {"kind": "message", "new_text": words, "answer": said}
    yield "text-html-codepage", mail(beside(encoded(stream(note, message((PR_INTERNET_CPID, LONG, 1252), (PR_HTML, BINARY, page.encode("cp1252"))))))), \
        {"kind": "message", "new_text": words, "answer": said}
    rtf = (r"{\rtf1\ansi\ansicpg1252\fromtext \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fmodern Courier New;}}"
           r"{\colortbl\red0\green0\blue0;}\uc1\pard\plain\deftab360 \f0\fs20 Bonjour,\par je serai pr\'e9sent \'e0 la s\'e9ance.\par }")
    yield "text-rtf", mail(beside(encoded(stream(note, message((PR_RTF, BINARY, compressed_rtf(rtf))))))), \
        {"kind": "message", "new_text": words, "answer": said}
    yield "text-rtf-not-compressed", mail(beside(encoded(stream(note, message((PR_RTF, BINARY, plain_rtf(rtf))))))), \
        {"kind": "message", "new_text": words, "answer": said}
    from_html = (r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
                 r"Bonjour,{\*\htmltag116 <br>}\htmlrtf \line\htmlrtf0 je serai pr\'e9sent \'e0 la s\'e9ance.{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 }")
    yield "text-rtf-from-html", mail(beside(encoded(stream(note, message((PR_RTF, BINARY, compressed_rtf(from_html))))))), \
        {"kind": "message", "new_text": words, "answer": said}
    uni = r"{\rtf1\ansi\deff0 Pr\u233?sent, l\u8217'apr\u232\'e8s-midi.\par}"
    yield "text-rtf-unicode", mail(beside(encoded(stream(note, message((PR_RTF, BINARY, compressed_rtf(uni))))))), \
        {"kind": "message", "new_text": "Présent, l’après-midi.\n"}
    yield "text-outside-stands", mail(beside(encoded(stream(note, message((PR_BODY, UNICODE, words)))), words)), \
        {"kind": "message", "new_text": words, "answer": said}


def more():
    """A second look, once the first cases were read: other shapes."""
    rtf = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Calibri;}}\f0\fs22 Finalement je ne pourrai pas venir.\par}"
    yield "accepted-note-in-rtf-contradicts", mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)),
          (PR_RTF, BINARY, compressed_rtf(rtf)))), {"kind": "calendar", "answer": {"presence": "unclear", "needs_human": True}}
    lines = ("Quand : mercredi 12 mars 2025 14:00-17:30 (UTC+01:00) Bruxelles, Copenhague, Madrid, Paris.\n"
             "Où : Hémicycle\n\n*~*~*~*~*~*~*~*~*~*\n\n")
    yield "accepted-meeting-lines-are-no-note", mail(response("Pos", (CLEAN_ID, BINARY, global_id(OWN)), text=lines)), \
        {"kind": "calendar", "answer": {"presence": "present", "needs_human": False}}
    yield "out-of-office-class", mail(beside(encoded(stream(of_class("IPM.Note.Rules.OofTemplate.Microsoft"))),
          "Je suis en congés jusqu'au 20 mars 2025.\n"), subject="Absence du bureau"), \
        {"kind": "auto-reply", "answer": {"presence": "unclear"}}
    page = '<html><body><p>Je serai absente.</p><img src="cid:logo@poste"></body></html>'
    note = of_class("IPM.Note")
    yield "inline-image-is-no-document", mail(beside(encoded(stream(note, message((PR_HTML, BINARY, page.encode())),
          attached("logo.png", PNG, (PR_ATTACH_CONTENT_ID, UNICODE, "logo@poste")), attached("A.PDF", PDF))))), \
        attachments("A.PDF", answer={"presence": "absent"})
    deep = IMESSAGE + stream(note, attached("FOND.PDF", PDF))
    middle = IMESSAGE + stream(note, attached("Dedans", None, (PR_ATTACH_METHOD, LONG, 5), (PR_ATTACH_DATA, OBJECT, deep)))
    yield "embedded-twice", mail(beside(encoded(stream(note, attached("Dehors", None, (PR_ATTACH_METHOD, LONG, 5),
          (PR_ATTACH_DATA, OBJECT, middle)))))), attachments("Dehors", "Dedans", "FOND.PDF")
    yield "title-in-utf-8", mail(beside(encoded(stream(note, attached("délibération.pdf", PDF, codepage="utf-8"), codepage=65001)))), \
        attachments("délibération.pdf")
    yield "contact", mail(beside(encoded(stream(of_class("IPM.Contact"), message((PR_DISPLAY_NAME, UNICODE, "Paul Roux")))), "Voici sa fiche.\n")), \
        {"kind": "message", "calendar": None, "answer": {"presence": "unclear"}}
    yield "declined-utf-8-code-page-note", mail(beside(encoded(stream(of_class("IPM.Schedule.Meeting.Resp.Neg"),
          attribute(MESSAGE, BODY, "Absente, mon suppléant viendra.".encode() + b"\0"),
          message((CLEAN_ID, BINARY, global_id(OWN))), codepage=65001)))), \
        {"kind": "calendar", "new_text": "Absente, mon suppléant viendra.", "answer": {"presence": "absent", "substitute": "suppléant"}}


def main():
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for of in (responses, traps, files, texts, more):
        for name, raw, expect in of():
            (here / f"{name}.eml").write_bytes(raw)
            (here / f"{name}.json").write_text(json.dumps(expect, ensure_ascii=False, indent=2) + "\n")


main()
