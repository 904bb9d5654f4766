// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Header fields of the great relays and of list servers, and the HTML of bulk mail.
  static let relays: [Entry] = [
    Entry(
      envelope: "news@shop.example.com\nBODY=8BITMIME\nleo@inbox.example.net\n",
      mail: #"""
        Delivered-To: leo@inbox.example.net
        Received: by 2002:a05:7000:a21:b0:3f1:0:0 with SMTP id x33csp412907mah;
                Wed, 3 Feb 2027 01:15:20 -0800 (PST)
        X-Google-Smtp-Source: AGHT+IF
        X-Received: by 2002:a17:907:7e86:b0:a9a:0:0 with SMTP id a640c23a62f3a-a9a62mr1790.35.18015;
                Wed, 03 Feb 2027 01:15:19 -0800 (PST)
        ARC-Seal: i=1; a=rsa-sha256; t=1801646119; cv=none;
                d=google.com; s=arc-20240605;
        ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;
                h=mime-version:subject:message-id:to:reply-to:from:date:dkim-signature;
                darn=inbox.example.net
        ARC-Authentication-Results: i=1; mx.google.com;
               dkim=pass header.i=@shop.example.com header.s=s1 header.b=kR4xW2zQ;
               spf=pass (google.com: domain of news@shop.example.com designates 192.0.2.80 as
               permitted sender) smtp.mailfrom=news@shop.example.com;
               dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=shop.example.com
        Return-Path: <news@shop.example.com>
        Received: from out.shop.example.com (out.shop.example.com. [192.0.2.80])
                by mx.google.com with ESMTPS id a640c23a62f3a-a9a62
                for <leo@inbox.example.net>
                (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);
                Wed, 03 Feb 2027 01:15:19 -0800 (PST)
        Received-SPF: pass (google.com: domain of news@shop.example.com designates 192.0.2.80 as
         permitted sender) client-ip=192.0.2.80;
        Authentication-Results: mx.google.com;
               dkim=pass header.i=@shop.example.com header.s=s1 header.b=kR4xW2zQ;
               spf=pass (google.com: best guess record for domain) smtp.helo=out.shop.example.com;
               dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=shop.example.com
        Received: from AM0PR01MB1234.eurprd01.prod.exchangelabs.com (2603:10a6:208:1::1) by
         DB9PR01MB5678.eurprd01.prod.outlook.com (2603:10a6:10:2::2) with Microsoft SMTP Server
         (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.8398.14; Wed, 3
         Feb 2027 09:15:18 +0000
        Received: from EUR05-DB8-obe.outbound.protection.outlook.com
        X-MS-Exchange-Authentication-Results: spf=pass (sender IP is 192.0.2.80)
        X-MS-PublicTrafficType: Email
        X-MS-TrafficTypeDiagnostic: AM0PR01MB1234:EE_
        X-MS-Office365-Filtering-Correlation-Id: 5ab0c1d2-3e4f-4a5b-8c6d-7e8f90a1b2c3
        X-MS-Exchange-SenderADCheck: 1
        X-MS-Exchange-AntiSpam-Relay: 0
        X-Microsoft-Antispam: BCL:0;ARA:13230040|376014;
        X-Microsoft-Antispam-Message-Info:
        X-Forefront-Antispam-Report: CIP:192.0.2.80;CTRY:DE;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;
         H:out.shop.example.com;PTR:out.shop.example.com;CAT:NONE;SFS:(13230040);DIR:INB;
        X-MS-Exchange-CrossTenant-OriginalArrivalTime: 03 Feb 2027 09:15:18.2710 (UTC)
        X-MS-Exchange-CrossTenant-FromEntityHeader: Internet
        X-MS-Exchange-CrossTenant-Network-Message-Id: 5ab0c1d2-3e4f-4a5b-8c6d-7e8f90a1b2c3
        X-MS-Exchange-Transport-CrossTenantHeadersStamped: AM0PR01MB1234
        X-OriginatorOrg: example.com
        X-YMailISG: x
        X-Yahoo-Newman-Property: ymail-3
        X-Apparently-To: leo@inbox.example.net; Wed, 03 Feb 2027 09:15:18 +0000
        X-RocketYMMF: leo
        X-SONIC-DKIM-SIGN: fail:body
        X-IronPort-AV: E=Sophos;i="6.13,255,1732575600"; d="scan'208,217";a="123456"
        X-IronPort-Anti-Spam-Filtered: true
        X-Amavis-Alert: BAD HEADER SECTION, Improper use of control character
        X-Virus-Scanned: amavis at relay.example.com
        X-Virus-Status: Clean
        X-Spam-Score: -0.099
        X-Spam-Bar: /
        X-Ham-Report: x
        X-Spam-Report: * -0.0 SPF_PASS SPF: sender matches SPF record
        X-GMX-Antispam: 0 (Mail was not recognized as spam); Detail=V3;
        X-GMX-Antivirus: 0 (no virus found)
        X-UI-Filterresults: notjunk:1;V03:K0:
        X-UI-Out-Filterresults: notjunk:1;V03:K0:
        X-UI-Sender-Class: 3e5d0a72-6c1f-4b08-9a4d-5f7e21c3b690
        X-Sender-IP: 192.0.2.80
        X-SES-Outgoing: 2027.02.03-192.0.2.80
        Feedback-ID: 1.eu-west-1.x:AmazonSES
        X-Mailgun-Sid: x
        X-SG-EID: x
        X-Entity-ID: x
        X-MC-User: x
        X-Report-Abuse: Please report abuse here: https://shop.example.com/abuse
        X-Campaign: mailchimp
        X-CSA-Complaints: whitelist-complaints@eco.de
        X-rpcampaign: x
        X-Mailer-SID: 1
        x-job: 1_1
        X-PHP-Originating-Script: 33:mail.php
        X-Source-Args:
        X-AntiAbuse: This header was added to track abuse, please include it with any abuse report
        X-AntiAbuse: Primary Hostname - relay.example.com
        X-AntiAbuse: Original Domain - inbox.example.net
        X-Authenticated-Sender: relay.example.com: shop
        X-Get-Message-Sender-Via: relay.example.com: authenticated_id: shop
        X-BeenThere: talk@lists.example.org
        X-Mailman-Version: 3.3.9
        X-Loop: talk@lists.example.org
        X-Sequence: 12
        X-Google-Group-Id: 1
        List-ID: <talk.lists.example.org>
        List-Owner: <mailto:talk-owner@lists.example.org>
        List-Subscribe: <mailto:talk-join@lists.example.org>
        List-Unsubscribe: <mailto:talk-leave@lists.example.org>
        List-Unsubscribe: <https://shop.example.com/u/1>, <mailto:u-1@shop.example.com>
        List-Archive: <https://lists.example.org/archives/list/talk@lists.example.org/>
        Mailing-list: list talk@lists.example.org; contact talk-owner@lists.example.org
        Message-ID-Hash: X
        X-Mailman-Rule-Hits: nonmember-moderation
        Archived-At: <https://lists.example.org/archives/list/talk@lists.example.org/message/X/>
        Sender: "talk" <talk-bounces@lists.example.org>
        Thread-Topic: Offer
        Thread-Index: AQHbdh
        x-originating-ip: [192.0.2.80]
        Content-Language: en-GB
        Subject: Fwd: [talk] Re: =?UTF-8?B?w7w=?= =?utf-8?Q?_=C3=BC?=
        From: "Shop" <news@shop.example.com>
        Message-ID: <0102019x-000000@eu-west-1.amazonses.com>
        Date: Wed, 3 Feb 2027 09:15:17 +0000
        Content-Type: multipart/alternative; charset="utf-8"; boundary="b1_x"
        MIME-Version: 1.0

        This is a multi-part message in MIME format.
        This is a cryptographically signed message in MIME format.

        --b1_x
        Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
        Content-Transfer-Encoding: quoted-printable

        Hello Leo,

        View this email in your browser: https://shop.example.com/view?id=3D1
        Thank you for subscribing. You are receiving this email because you signed up at our
        website. To unsubscribe from this list, click the link below. Update your preferences.
        Follow us on Facebook, Twitter, Instagram and LinkedIn. Terms and conditions apply.
        Do not reply to this email; this mailbox is not monitored. Privacy Statement.
        Copyright =C2=A9 2027 Example Inc. All rights reserved. Our mailing address is:
        Sehr geehrte Damen und Herren, sollte diese Nachricht nicht richtig angezeigt werden,
        klicken Sie bitte hier. Wenn Sie diesen Newsletter nicht mehr erhalten m=C3=B6chten,
        k=C3=B6nnen Sie sich hier abmelden. Impressum, Datenschutz, AGB. Ihre Bestellung,
        Ihr Paket, Ihre Rechnung, Ihre Kundennummer. Mit freundlichen Gr=C3=BC=C3=9Fen

        --b1_x
        Content-Type: text/html; charset="UTF-8"
        Content-Transfer-Encoding: 8bit

        <!doctype html>
        <!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"
         "http://www.w3.org/TR/html4/loose.dtd">
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml" dir="ltr">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
        <meta http-equiv="X-UA-Compatible" content="IE=edge">
        <meta name="viewport" content="width=device-width, initial-scale=1.0">
        <meta name="GENERATOR" content="MSHTML 8.00.6001.18702">
        <meta content="text/html;charset=UTF-8" http-equiv="Content-Type">
        <title></title>
        <!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></xml><![endif]-->
        <style type="text/css">
        #outlook a { padding: 0; }
        body { width: 100% !important; -webkit-text-size-adjust: 100%; margin: 0; padding: 0; }
        table td { border-collapse: collapse; mso-table-lspace: 0pt; mso-table-rspace: 0pt; }
        img { outline: none; text-decoration: none; -ms-interpolation-mode: bicubic; border: 0; }
        .ExternalClass * { line-height: 100%; }
        .header, .footer, .content, .button a:hover { font-weight: bold; }
        @media screen and (max-width: 480px) { .hide { display: none !important; } }
        </style>
        </head>
        <body bgcolor="#ffffff" text="#000000" link="#0000ff" vlink="#800080" leftmargin="0"
         topmargin="0" marginwidth="0" marginheight="0" style="margin: 0; padding: 0;">
        <center>
        <table align="center" width="600" border="0" cellspacing="0" cellpadding="0"
         style="width:600px;max-width:600px;border-collapse:collapse;background-color:#ffffff;">
        <tbody>
        <tr>
        <td valign="top" align="left" colspan="2" height="20" width="100%" bgcolor="#ffffff"
         style="font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;
         color:#666666;text-align:left;padding:0 10px 20px 10px;vertical-align:top;">
        <p style="margin:0 0 10px 0;"><font face="Arial" size="2" color="#333333">
        <a href="https://shop.example.com/click/1?utm_source=newsletter&amp;utm_medium=email&amp;
        utm_campaign=sale" target="_blank" style="color:#0066cc;text-decoration:underline;">
        <img src="https://shop.example.com/images/header.gif" width="600" height="120" alt=""
         border="0" style="display:block;"></a></font></p>
        <h1 style="font-size:24px;font-weight:normal;">Hello</h1>
        <b>Click here</b> <i>now</i> <u>free</u> <br> <br/> <br /> &nbsp; &nbsp;&nbsp; &copy; &amp;
        &lt; &gt; &quot; &uuml; &auml; &ouml; &szlig; &#8217; &#39; &bull; &ndash; &euro;
        <ul><li>one</li><li>two</li></ul><ol></ol><pre></pre><strong></strong><em></em>
        <span style="font-size: 10pt; font-family: Verdana, sans-serif;"></span>
        <div class="moz-cite-prefix">On 03.02.27 10:15, Leo wrote:<br></div>
        <blockquote type="cite" cite="mid:x@shop.example.com"></blockquote>
        <div dir="auto"></div><div class="gmail_default"></div><p \#
        class="MsoNormal"><o:p>&nbsp;</o:p></p>
        <img src="https://shop.example.com/open/1.gif" width="1" height="1" alt="" border="0">
        </td>
        </tr>
        </tbody>
        </table>
        </center>
        </body>
        </html>

        --b1_x--

        """#)
  ]
}
