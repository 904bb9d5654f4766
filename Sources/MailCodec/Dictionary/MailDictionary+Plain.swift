// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Short mails between people, with and without further parts.
  static let plain: [Entry] = [
    Entry(
      envelope: "",
      mail: #"""
        Date: Tue, 19 Jan 2027 09:41:27 -0000
        Message-ID: <3f9d20c87ab1e654.8c03d7e2@hill.example>
        MIME-Version: 1.0
        User-Agent: K-9 Mail for Android
        Subject: Keys
        From: Olga Hart <olga@hill.example>
        To: Sam Reed <sam.reed@lake.example>
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        Can you bring the keys on Friday? I am not sure whether the gate will be open.

        --\#u{20}
        Olga Hart

        """#),
    Entry(
      envelope: "sam.reed@lake.example\nBODY=8BITMIME\nolga@hill.example\n",
      mail: #"""
        Date: Tue, 19 Jan 2027 11:05:52 -0000
        Message-ID: <a06c5e31f8d2974b.17e9ab50@lake.example>
        MIME-Version: 1.0
        User-Agent: Apple Mail (2.3774.600.62)
        Subject: Re: Keys
        From: Sam Reed <sam.reed@lake.example>
        To: Olga Hart <olga@hill.example>
        In-Reply-To: <3f9d20c87ab1e654.8c03d7e2@hill.example>
        References: <3f9d20c87ab1e654.8c03d7e2@hill.example>
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        Olga Hart wrote:
        > Can you bring the keys on Friday? I am not sure whether the gate will be
        > open.
        >\#u{20}
        > --\#u{20}
        > Olga Hart

        Yes, of course. I will be there at eight.

        --\#u{20}
        Sam Reed

        """#),
    Entry(
      envelope: "",
      mail: #"""
        Date: Wed, 20 Jan 2027 20:16:08 -0000
        Message-ID: <d47e19b0c35a826f.e5f0283c@lake.example>
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        Subject: =?utf-8?q?Fr=C3=BChst=C3=BCck_am_Sonntag?=
        From: =?utf-8?q?Bj=C3=B6rn_G=C3=B6tz?= <bjoern.goetz@lake.example>
        To: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@hill.example>
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        Kommt ihr am Sonntag zum Frühstück? Jörg schrieb, dass es später wird.

        --\#u{20}
        Björn Götz

        """#),
    Entry(
      envelope: "",
      mail: #"""
        Date: Thu, 21 Jan 2027 07:33:19 -0000
        Message-ID: <0b85f2d6e7194ac3.94d1c67f@hill.example>
        MIME-Version: 1.0
        User-Agent: Roundcube Webmail/1.6.6
        Subject: Program for the weekend
        From: Office <office@clinic.example>
        To: Sam Reed <sam.reed@lake.example>
        Content-Type: multipart/alternative;
         boundary="===============4817260593847261950=="

        --===============4817260593847261950==
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        We open at nine. Bring warm clothes.

        --\#u{20}
        Office

        --===============4817260593847261950==
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: quoted-printable
        MIME-Version: 1.0

        <!DOCTYPE html>
        <html><head><meta http-equiv=3D"content-type" content=3D"text/html; charset=
        =3DUTF-8"></head>
        <body>
        <p>We open at nine. Bring warm clothes.</p>
        <p>--=20
        Office
        </p>
        </body></html>

        --===============4817260593847261950==--

        """#),
    Entry(
      envelope: "",
      mail: #"""
        Date: Fri, 22 Jan 2027 15:48:36 -0000
        Message-ID: <f61d0c9e25b8473a.0ac7e81d@hill.example>
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        Subject: Invitation: supper
        From: Olga Hart <olga@hill.example>
        To: Sam Reed <sam.reed@lake.example>
        Content-Type: multipart/alternative;
         boundary="===============0295817364920185736=="

        --===============0295817364920185736==
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        You are invited.

        --===============0295817364920185736==
        Content-Transfer-Encoding: quoted-printable
        Content-Type: text/calendar; charset="utf-8"; method="REQUEST"
        MIME-Version: 1.0

        BEGIN:VCALENDAR
        PRODID:-//Example//Cal 1.0//EN
        VERSION:2.0
        METHOD:REQUEST
        BEGIN:VEVENT
        DTSTART:20270130T180000Z
        DTEND:20270130T200000Z
        DTSTAMP:20270122T154800Z
        ORGANIZER;CN=3DOlga Hart:mailto:olga@hill.example
        UID:8e0d5c7fb1a62394e3c0f7a8@hill.example
        ATTENDEE;CUTYPE=3DINDIVIDUAL;ROLE=3DREQ-PARTICIPANT;PARTSTAT=3DNEEDS-ACTION=
        ;RSVP=3DTRUE;CN=3DSam Reed:mailto:sam.reed@lake.example
        SUMMARY:Supper at our place.
        LOCATION:Room 2
        SEQUENCE:0
        STATUS:CONFIRMED
        END:VEVENT
        END:VCALENDAR

        --===============0295817364920185736==--

        """#),
    Entry(
      envelope: "sam.reed@lake.example\nBODY=8BITMIME\nolga@hill.example\n",
      mail: #"""
        Date: Sat, 23 Jan 2027 13:27:54 -0000
        Message-ID: <59ce83b7d104f26a.b2609d4e@lake.example>
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        Subject: Measurements
        From: Sam Reed <sam.reed@lake.example>
        To: Olga Hart <olga@hill.example>
        Content-Type: multipart/mixed; boundary="===============481726059384726193=="

        --===============481726059384726193==
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        See the table and the picture.

        --\#u{20}
        Sam Reed

        --===============481726059384726193==
        Content-Type: text/csv
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="table.csv"
        MIME-Version: 1.0

        ZGF5O3RlbXA7cmFpbg0KMTs0LjI7MC4wDQoyOzUuMTsxLjMNCjM7LTAuNjswLjgNCg==

        --===============481726059384726193==
        Content-Type: application/pdf
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="report.pdf"
        MIME-Version: 1.0

        JVBERi0xLjQKJSVFT0YK

        --===============481726059384726193==
        Content-Type: image/png
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="photo.png"
        MIME-Version: 1.0

        iVBORw0KGgoAAAANSUhEUg==

        --===============481726059384726193==--

        """#),
  ]
}
