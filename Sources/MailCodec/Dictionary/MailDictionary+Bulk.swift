// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Mailing lists and newsletters.
  static let bulk: [Entry] = [
    Entry(
      envelope: "users-bounces@lists.example\nBODY=8BITMIME\nsam.reed@lake.example\n",
      mail: #"""
        Date: Sun, 24 Jan 2027 16:09:13 -0000
        Message-ID: <c2f70d94e81b365a.3d5be906@club.example>
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        From: Ida Stern <ida@club.example>
        Subject: [talk] Re: Solar charger
        To: talk@lists.example
        List-Id: <talk.lists.example>
        List-Unsubscribe: <https://lists.lists.example/options/talk>,
         <mailto:talk-request@lists.example?subject=unsubscribe>
        List-Post: <mailto:talk@lists.example>
        List-Help: <mailto:talk-request@lists.example?subject=help>
        Precedence: list
        X-Mailman-Version: 2.1.39
        Errors-To: talk-bounces@lists.example
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        > Which one do you use?
        >\#u{20}
        > --\#u{20}
        > x

        The small one with ten watts.

        --\#u{20}
        Ida Stern
        _______________________________________________
        talk mailing list
        talk@lists.example

        """#),
    Entry(
      envelope: "dev-bounces+sam=lake.example@lists.example\nBODY=8BITMIME\nsam@lake.example\n",
      mail: #"""
        Return-Path: <dev-bounces@lists.example>
        Received: from lists.example (localhost [127.0.0.1])
        	by lists.example (Postfix) with ESMTP id 91C4D2E0B7;
        	Mon, 25 Jan 2027 10:18:40 +0000 (UTC)
        X-Original-To: dev@lists.example
        Delivered-To: dev@lists.example
        Date: Mon, 25 Jan 2027 10:18:31 +0000
        From: Ivo via Dev <dev@lists.example>
        To: Development <dev@lists.example>
        Message-ID: <20270125101831.GA20417@ivo.example>
        Subject: [Dev] Release 2.4
        X-BeenThere: dev@lists.example
        X-Mailman-Version: 2.1.29
        Precedence: list
        List-Id: Development and discussion <dev.lists.example>
        List-Unsubscribe: <https://lists.example/mailman/options/dev>,
         <mailto:dev-request@lists.example?subject=unsubscribe>
        List-Archive: <https://lists.example/pipermail/dev/>
        List-Post: <mailto:dev@lists.example>
        List-Help: <mailto:dev-request@lists.example?subject=help>
        List-Subscribe: <https://lists.example/mailman/listinfo/dev>,
         <mailto:dev-request@lists.example?subject=subscribe>
        Reply-To: Ivo <ivo@ivo.example>
        Content-Type: multipart/mixed; boundary="===============6603918274500918237=="
        Errors-To: dev-bounces@lists.example
        Sender: "Dev" <dev-bounces@lists.example>

        --===============6603918274500918237==
        Content-Type: text/plain; charset="us-ascii"
        MIME-Version: 1.0
        Content-Transfer-Encoding: 7bit
        Content-Disposition: inline

        _______________________________________________
        Dev mailing list
        Dev@lists.example
        https://lists.example/mailman/listinfo/dev

        --===============6603918274500918237==--

        """#),
    Entry(
      envelope: "bounce-4711@news.example\nBODY=8BITMIME\nsam@lake.example\n",
      mail: #"""
        Return-Path: <bounce-4711@news.example>
        Authentication-Results: mx.lake.example;
        	dkim=pass header.d=news.example header.s=s1 header.b="Qw3rTy9x";
        	spf=pass (mx.lake.example: domain of bounce-4711@news.example designates
        	192.0.2.80 as permitted sender) smtp.mailfrom=bounce-4711@news.example;
        	dmarc=pass (policy=none) header.from=news.example
        Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.80;
        	helo=out.news.example; envelope-from=bounce-4711@news.example; receiver=<UNKNOWN>
        DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/relaxed; s=s1; d=news.example;
        	h=Message-ID:Date:Subject:From:Reply-To:To:MIME-Version:Content-Type:
        	List-ID:List-Unsubscribe:Feedback-ID;
        	i=@news.example; t=1800100000;
        Date: Tue, 26 Jan 2027 05:00:12 +0000 (UTC)
        From: The Shop <newsletter@news.example>
        Reply-To: noreply@news.example
        To: sam@lake.example
        Subject: =?UTF-8?Q?Your_weekly_offers_=E2=80=93_up_to_50%_off?=
        MIME-Version: 1.0
        Content-Type: multipart/alternative;
        	boundary="----=_Part_4711_1628273645.1800100812345"
        X-Priority: 3
        X-Mailer: Mailer
        X-Auto-Response-Suppress: OOF, AutoReply
        Auto-Submitted: auto-generated
        Precedence: bulk
        List-Unsubscribe: <https://news.example/unsubscribe?u=4711&id=0815>,
        	<mailto:unsubscribe@news.example>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click

        ------=_Part_4711_1628273645.1800100812345
        Content-Type: text/plain; charset=UTF-8
        Content-Transfer-Encoding: quoted-printable

        If you cannot see this message, open it in your browser. You receive this e=
        -mail because you subscribed to our newsletter. Unsubscribe | Privacy polic=
        y | Imprint. =C2=A9 2027 The Shop. All rights reserved.

        ------=_Part_4711_1628273645.1800100812345
        Content-Type: text/html; charset=UTF-8
        Content-Transfer-Encoding: quoted-printable

        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.=
        w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns=3D"http://www.w3.org/1999/xhtml">
        <head>
        <meta http-equiv=3D"Content-Type" content=3D"text/html; charset=3DUTF-8" />
        <meta name=3D"viewport" content=3D"width=3Ddevice-width, initial-scale=3D1.=
        0" />
        <title>Offers</title>
        <style type=3D"text/css">
        body { margin: 0; padding: 0; background-color: #ffffff; }
        a { color: #0066cc; text-decoration: none; }
        @media only screen and (max-width: 600px) { .container { width: 100% !important; } }
        </style>
        </head>
        <body style=3D"margin:0;padding:0;">
        <table width=3D"100%" border=3D"0" cellspacing=3D"0" cellpadding=3D"0" alig=
        n=3D"center" bgcolor=3D"#f4f4f4">
        <tr><td align=3D"center" valign=3D"top" style=3D"font-family: Arial, Helvet=
        ica, sans-serif; font-size: 14px; line-height: 20px; color: #333333; paddin=
        g: 10px 20px;">
        <a href=3D"https://news.example/click?u=3D4711" target=3D"_blank"><img src=
        =3D"https://news.example/images/logo.png" alt=3D"Logo" width=3D"200" height=
        =3D"60" border=3D"0" style=3D"display:block;" /></a>&nbsp;<br />
        <strong>Dear customer,</strong></td></tr></table>
        <div style=3D"display:none;"><span class=3D"text"></span></div>
        </body>
        </html>

        ------=_Part_4711_1628273645.1800100812345--

        """#),
    Entry(
      envelope: "shop@store.example\n\nsam@lake.example\n",
      mail: #"""
        From: Store <shop@store.example>
        To: sam@lake.example
        Subject: Your order
        Mime-Version: 1.0
        Content-Type: text/html; charset="iso-8859-1"
        Content-Transfer-Encoding: 7bit

        <html>
        <head>
        <title>Your order</title>
        <meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
        </head>
        <body bgcolor="#FFFFFF" text="#000000">
        <table border="0" cellpadding="0" cellspacing="0" width="600">
          <tr>
            <td><font face="Verdana, Arial, Helvetica, sans-serif" size="2">Dear customer,<br><br>
        thank you for your order. You can track your parcel at
        <a href="https://www.store.example/track/">https://www.store.example/</a>.</font></td>
            <td width="10">&nbsp;</td>
          </tr>
        </table>
        <p align="center"><b>Click here</b> to <i>unsubscribe</i>.</p>
        <ul><li>one</li></ul><h1></h1><h2></h2><hr>
        </body>
        </html>

        """#),
  ]
}
