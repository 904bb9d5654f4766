// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// What usual mail programs write.
  static let mailPrograms: [Entry] = [
    Entry(
      envelope: "maria.keller@alpen.example\nBODY=8BITMIME\njonas@tal.example\n",
      mail: #"""
        Received: from mail.alpen.example (mail.alpen.example [192.0.2.25])
        	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
        	 key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)
        	(No client certificate requested)
        	by mx.tal.example (Postfix) with ESMTPS id 3C5A91206F
        	for <jonas@tal.example>; Mon, 11 Jan 2027 08:14:52 +0100 (CET)
        Return-Path: <maria.keller@alpen.example>
        Message-ID: <7d3f0a52-9c41-4e8b-b6a7-21f05c98e3d4@alpen.example>
        Date: Mon, 11 Jan 2027 08:14:49 +0100
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        Subject: Re: Schlüssel für die Hütte
        Content-Language: de-DE
        To: Jonas Frei <jonas@tal.example>
        References: <c1b9e7f4-5d20-4a36-8f13-90ae6b27d5c8@tal.example>
        From: Maria Keller <maria.keller@alpen.example>
        In-Reply-To: <c1b9e7f4-5d20-4a36-8f13-90ae6b27d5c8@tal.example>
        Content-Type: text/plain; charset=UTF-8; format=flowed
        Content-Transfer-Encoding: 8bit

        Am 10.01.27 um 21:37 schrieb Jonas Frei:
        > Hallo Maria,
        >
        > wo liegt eigentlich der Schlüssel?
        >
        Hallo Jonas,

        wie immer beim Nachbarn. Bitte danach zurückbringen.

        Viele Grüße
        Maria

        """#),
    Entry(
      envelope: "peter@office.example\nBODY=8BITMIME\nsales@shop.example\n",
      mail: #"""
        From: "Peter Novak" <peter@office.example>
        To: <sales@shop.example>
        Cc: "Accounts" <accounts@office.example>
        Subject: RE: Order 20270114-03
        Date: Thu, 14 Jan 2027 10:02:11 -0500
        Message-ID: <004301db669f$5c2e1a70$148a4f50$@office.example>
        MIME-Version: 1.0
        Content-Type: multipart/alternative;
        	boundary="----=_NextPart_000_0044_01DB6675.73581270"
        X-Mailer: Microsoft Outlook 16.0
        Thread-Index: AQHbZp9bXq0dJ8VvR0uQyZk2m1u4Zw==
        Content-Language: en-us

        This is a multipart message in MIME format.

        ------=_NextPart_000_0044_01DB6675.73581270
        Content-Type: text/plain;
        	charset="us-ascii"
        Content-Transfer-Encoding: 7bit

        Thank you, please ship it to the usual address.

        -----Original Message-----
        From: Sales <sales@shop.example>\#u{20}
        Sent: Wednesday, January 13, 2027 4:40 PM
        To: Peter Novak <peter@office.example>
        Subject: Order 20270114-03

        ------=_NextPart_000_0044_01DB6675.73581270
        Content-Type: text/html;
        	charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        <html xmlns:v=3D"urn:schemas-microsoft-com:vml" =
        xmlns:o=3D"urn:schemas-microsoft-com:office:office" =
        xmlns:w=3D"urn:schemas-microsoft-com:office:word" =
        xmlns=3D"http://www.w3.org/TR/REC-html40"><head><META =
        HTTP-EQUIV=3D"Content-Type" CONTENT=3D"text/html; =
        charset=3Dus-ascii"><meta name=3DGenerator content=3D"Microsoft Word 15 =
        (filtered medium)"><style><!--
        /* Font Definitions */
        @font-face
        	{font-family:Calibri;
        	panose-1:2 15 5 2 2 2 4 3 2 4;}
        p.MsoNormal, li.MsoNormal, div.MsoNormal
        	{margin:0cm;
        	font-size:11.0pt;
        	font-family:"Calibri",sans-serif;}
        --></style></head><body lang=3DEN-US link=3D"#0563C1" =
        vlink=3D"#954F72"><div class=3DWordSection1><p class=3DMsoNormal>Thank you, =
        please ship it to the usual address.<o:p></o:p></p></div></body></html>
        ------=_NextPart_000_0044_01DB6675.73581270--

        """#),
    Entry(
      envelope: "lena.k@webmail.example\nBODY=8BITMIME\nrolf@site.example\n",
      mail: #"""
        MIME-Version: 1.0
        Date: Fri, 15 Jan 2027 18:20:07 +0100
        From: Lena K <lena.k@webmail.example>
        To: Rolf <rolf@site.example>
        Subject: Photos
        User-Agent: Roundcube Webmail/1.6.6
        Message-ID: <5b8e02d7c9a14f36e08d71b2c64f9a13@webmail.example>
        X-Sender: lena.k@webmail.example
        Content-Type: multipart/mixed;
         boundary="=_a9f3c61e07b52d48c1e96f03b7a52d84"

        --=_a9f3c61e07b52d48c1e96f03b7a52d84
        Content-Transfer-Encoding: 7bit
        Content-Type: text/plain; charset=US-ASCII;
         format=flowed

        Here are the photos from last week.
        --=_a9f3c61e07b52d48c1e96f03b7a52d84
        Content-Transfer-Encoding: base64
        Content-Type: image/jpeg;
         name=IMG_20270109_114502.jpg
        Content-Disposition: attachment;
         filename=IMG_20270109_114502.jpg;
         size=48211

        --=_a9f3c61e07b52d48c1e96f03b7a52d84--

        """#),
    Entry(
      envelope: "emil@inbox.example\n\nlist@club.example\n",
      mail: #"""
        Return-Path: <emil@inbox.example>
        Received: from mail-ed1-f53.google.com (mail-ed1-f53.google.com [209.85.208.53])
        	by mx.club.example (Postfix) with ESMTPS id 7F21B40D9C
        	for <list@club.example>; Sat, 16 Jan 2027 07:55:30 +0000 (UTC)
        Received: by mail-ed1-f53.google.com with SMTP id 4fb4d7f45d1cf-5d3d479b1e6so4127.2
                for <list@club.example>; Fri, 15 Jan 2027 23:55:30 -0800 (PST)
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
                d=gmail.com; s=20230601; t=1800000000; x=1800604800; darn=club.example;
                h=to:subject:message-id:date:from:mime-version:from:to:cc:subject
                 :date:message-id:reply-to;
                bh=
        X-Google-DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
                d=1e100.net; s=20230601; t=1800000000; x=1800604800;
                h=to:subject:message-id:date:from:mime-version:x-gm-message-state
                 :from:to:cc:subject:date:message-id:reply-to;
        X-Gm-Message-State: AOJu0Y
        X-Google-Smtp-Source: AGHT+IE
        X-Received: by 2002:a05:6402:2706:b0:5d0:
         with SMTP id 4fb4d7f45d1cf; Fri, 15 Jan 2027 23:55:29 -0800 (PST)
        MIME-Version: 1.0
        From: Emil Stone <emil@inbox.example>
        Date: Sat, 16 Jan 2027 08:55:18 +0100
        Message-ID: <CAJ5mT4xQ2vR8bKc0WnZyHd7LfEoUgPsAi3XeMt9rBk1wVqNjYA@mail.gmail.com>
        Subject: Re: Walk on Sunday
        To: Club <list@club.example>
        Content-Type: multipart/alternative; boundary="0000000000005f3a2b062bd41c7e"

        --0000000000005f3a2b062bd41c7e
        Content-Type: text/plain; charset="UTF-8"

        I'll be there at nine.

        On Fri, 15 Jan 2027 at 20:11, Club <list@club.example> wrote:

        > Who is coming?
        >

        --0000000000005f3a2b062bd41c7e
        Content-Type: text/html; charset="UTF-8"
        Content-Transfer-Encoding: quoted-printable

        <div dir=3D"ltr">I&#39;ll be there at nine.</div><br><div class=3D"gmail_qu=
        ote gmail_quote_container"><div dir=3D"ltr" class=3D"gmail_attr">On Fri, 15=
         Jan 2027 at 20:11, Club &lt;<a href=3D"mailto:list@club.example">list@club=
        .example</a>&gt; wrote:<br></div><blockquote class=3D"gmail_quote" style=3D=
        "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-le=
        ft:1ex">Who is coming?<br></blockquote></div>

        --0000000000005f3a2b062bd41c7e--

        """#),
    Entry(
      envelope: "nora@mac.example\nBODY=8BITMIME\nben@desk.example\n",
      mail: #"""
        From: Nora Hill <nora@mac.example>
        Content-Type: multipart/alternative;
        	boundary="Apple-Mail=_4E0A7C52-19D3-4B86-A1F7-93C5D2E8B604"
        Mime-Version: 1.0 (Mac OS X Mail 16.0 \(3774.600.62\))
        Subject: Fwd: Tickets
        Date: Sun, 17 Jan 2027 12:31:44 +0000
        References: <9A1D3C07-52BE-4F68-8E90-C7142B5D60FA@mac.example>
        To: Ben Archer <ben@desk.example>
        Message-Id: <D08F61B3-7A24-4C95-B3E1-50F96A8D12C7@mac.example>
        X-Mailer: Apple Mail (2.3774.600.62)

        --Apple-Mail=_4E0A7C52-19D3-4B86-A1F7-93C5D2E8B604
        Content-Transfer-Encoding: quoted-printable
        Content-Type: text/plain;
        	charset=utf-8

        > Begin forwarded message:
        >=20
        > From: Box Office <office@tickets.example>
        > Subject: Tickets
        > Date: 16 January 2027 at 09:12:30 GMT
        > To: Nora Hill <nora@mac.example>
        >=20

        Sent from my iPhone

        --Apple-Mail=_4E0A7C52-19D3-4B86-A1F7-93C5D2E8B604
        Content-Transfer-Encoding: 7bit
        Content-Type: text/html;
        	charset=us-ascii

        <html><head><meta http-equiv="content-type" content="text/html; charset=us-ascii"></head>
        <body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break:
        after-white-space;"><br><div><blockquote type="cite"><div>Begin forwarded message:</div><br
        class="Apple-interchange-newline"></blockquote></div><br></body></html>
        --Apple-Mail=_4E0A7C52-19D3-4B86-A1F7-93C5D2E8B604--

        """#),
    Entry(
      envelope: "root@host.example\n\nadmin@host.example\n",
      mail: #"""
        Received: by mx.host.example (Postfix, from userid 1000)
        	id 5D0E41A27C3; Mon, 18 Jan 2027 06:25:01 +0000 (UTC)
        Date: Mon, 18 Jan 2027 06:25:01 +0000
        From: Carl Wood <carl@host.example>
        To: admin@host.example
        Subject: backup
        Message-ID: <ZawKvT3xQb8m2LdR@host>
        References: <Zan1pRw0c7Yh5KsE@host>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii
        Content-Disposition: inline
        In-Reply-To: <Zan1pRw0c7Yh5KsE@host>
        User-Agent: Mutt/2.2.12 (2023-09-09)

        On Sun, Jan 17, 2027 at 10:14:37PM +0100, Admin wrote:
        > Did it run?

        Yes, see /var/log/backup.log.

        --\#u{20}
        Carl

        """#),
  ]
}
