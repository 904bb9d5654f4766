// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Names and values of header fields, as many as may be.
  static let headers: [Entry] = [
    Entry(
      envelope: "bounce@relay.example\n\nkim@desk.example\n",
      mail: #"""
        Return-Path: <kim@relay.example>
        Delivered-To: kim@desk.example
        X-Original-To: kim@desk.example
        Envelope-to: kim@desk.example
        Delivery-date: Mon, 12 Oct 2026 09:15:03 +0200
        Received: from relay.example ([192.0.2.14])
        	by imap.desk.example with LMTP
        	id oK3zBx9uJGd2WAEA0J78UA
        	(envelope-from <kim@relay.example>)
        	for <kim@desk.example>; Mon, 12 Oct 2026 09:15:03 +0200
        Received: from [192.168.178.20] (dynamic-60.isp.example [203.0.113.60]) by
         smtp.relay.example
         (mrrelay105 [198.51.100.33]) with ESMTPSA (Nemesis) id 1MxYzA-0Bc1De for
         <kim@desk.example>; Mon,
         12 Oct 2026 09:15:02 +0200
        Received: from EX01.corp.example (2001:db8:0:1::5) by EX02.corp.example
         (2001:db8:0:2::7) with
         Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
         15.20.8093.21; Mon, 12 Oct 2026 07:15:01 +0000
        Received: from localhost by relay.example with SMTP (Exim 4.96) id 1abcDE-0001Fg-2H;
         Mon, 12 Oct
         2026 07:15:00 +0000
        Received: (qmail 30211 invoked by uid 1000); 12 Oct 2026 07:14:59 -0000
        Received: from unknown (HELO relay.example) (192.0.2.14) by 0 with SMTP
        X-Spam-Checker-Version: SpamAssassin 4.0.0 (2022-12-13) on relay.example
        X-Spam-Flag: NO
        X-Spam-Level:
        X-Spam-Score: -2.1
        X-Spam-Status: No, score=-2.1 required=5.0
         tests=BAYES_00,DKIM_SIGNED,DKIM_VALID,DKIM_VALID_AU,
        	HTML_MESSAGE,RCVD_IN_DNSWL_NONE,SPF_HELO_NONE,SPF_PASS autolearn=ham autolearn_force=no
        X-Virus-Scanned: clamav-milter 1.0.3 at relay.example
        X-Rspamd-Server: relay
        X-Rspamd-Queue-Id: 3F2A91C04B
        X-Spamd-Result: default: False [-1.00 / 15.00]; ARC_NA(0.00)[]; FROM_HAS_DN(0.00)[]
        ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none; b=
        ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;
         s=arcselector10001;
         h=From:Date:Subject:Message-ID:Content-Type:MIME-Version:X-MS-Exchange-SenderADCheck; bh=
        ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@desk.example; spf=pass
        X-MS-Exchange-Organization-SCL: -1
        X-MS-Has-Attach: yes
        X-MS-TNEF-Correlator:
        X-Originating-IP: [198.51.100.33]
        X-Provags-ID: V03:K1:
        X-Forwarded-Message-Id: <4f5b6c7d@relay.example>
        X-Mozilla-Status: 0001
        X-Mozilla-Status2: 00800000
        X-Account-Key: account1
        X-UIDL: 0000a1b2
        X-Mailer: Microsoft Outlook Express 6.00.2900.5931
        X-MimeOLE: Produced By Microsoft MimeOLE V6.00.2900.6157
        X-MSMail-Priority: Normal
        X-Priority: 3 (Normal)
        Importance: Normal
        Priority: urgent
        Sensitivity: Private
        Organization: Desk
        Comments: none
        Keywords: one, two
        Old-Date: Fri, 9 Oct 2026 08:00:00 +0200 (CEST)
        Disposition-Notification-To: <kim@relay.example>
        Return-Receipt-To: kim@relay.example
        Resent-From: kim@relay.example
        Resent-To: kim@desk.example
        Resent-Date: Mon, 12 Oct 2026 09:15:00 +0200
        Resent-Message-ID: <1a2b3c@relay.example>
        Newsgroups: comp.mail.misc
        Path: news!not-for-mail
        Lines: 12
        Status: RO
        Sender: kim@relay.example
        Bcc: undisclosed-recipients:;
        To: undisclosed-recipients:;
        Cc: "Doe, John" <john.doe@desk.example>, Jane <jane@desk.example>
        Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?ISO-8859-15?Q?=A4?= =?windows-1252?Q?Re=3A_?=
        MIME-Version: 1.0 (produced by Mailer)
        Content-Type: multipart/related; type="multipart/alternative"; boundary="boundary"
        Content-Transfer-Encoding: binary
        Content-ID: <image001.png@01DB6675.73581270>
        Content-Location: image001.png
        Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
        Content-Base: http://www.desk.example/
        Accept-Language: de-DE, en-US
        Content-Class: urn:content-classes:message

        --boundary
        Content-Type: application/octet-stream; name="file.bin"; x-unix-mode=0644
        Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document;
         name="Report.docx"
        Content-Type: application/zip; name*=utf-8''file%20name%C3%A4.zip
        Content-Type: application/ics; name="invite.ics"
        Content-Type: application/pkcs7-signature; name="smime.p7s"
        Content-Type: audio/ogg; name="voice.ogg"
        Content-Type: image/gif; name="pixel.gif"
        Content-Type: message/external-body; access-type=anon-ftp
        Content-Type: message/partial; number=1; total=2; id="x@desk.example"
        Content-Type: message/disposition-notification
        Content-Type: multipart/digest; boundary="--"
        Content-Type: multipart/parallel
        Content-Type: text/enriched; charset=us-ascii
        Content-Type: text/plain; charset=iso-8859-1; delsp=yes; reply-type=original
        Content-Type: text/vcard; charset="utf-8"; name="card.vcf"
        Content-Type: text/x-patch; name="fix.diff"
        Content-Disposition: inline; filename="image.png"
        Content-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt
        Content-Disposition: attachment; filename*0="a long"; filename*1=" name.pdf"
        Content-Transfer-Encoding: base64

        --boundary
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 7bit

        BEGIN:VCARD
        VERSION:4.0
        EMAIL:kim@desk.example
        FN:Kim
        KEY:data:application/pgp-keys;base64,
        REV:20261012T091500Z
        END:VCARD

        Reporting-UA: desk.example; Mailer 1.0
        Original-Recipient: rfc822;kim@desk.example
        Final-Recipient: rfc822;kim@desk.example
        Original-Message-ID: <9d8c7b6a@relay.example>
        Disposition: manual-action/MDN-sent-manually; displayed

        This is a multi-part message in MIME format.
        -----Original Message-----
        -------- Original-Nachricht --------
        -------- Forwarded Message --------
        ---------- Forwarded message ----------
        Am Montag, 12. Oktober 2026 um 09:15 schrieb Kim <kim@desk.example>:
        Le lun. 12 oct. 2026 at 09:15, Kim <kim@desk.example> a =E9crit :
        El lun, 12 oct 2026 a las 9:15, Kim escribi=C3=B3:

        --boundary--

        """#)
  ]
}
