// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Delivery reports.
  static let reports: [Entry] = [
    Entry(
      envelope: "\n\nsam.reed@lake.example\n",
      mail: #"""
        Received: by mx.lake.example (Postfix)
        	id 8F3B62F14A0; Tue, 26 Jan 2027 12:40:15 +0000 (UTC)
        Date: Tue, 26 Jan 2027 12:40:15 +0000 (UTC)
        From: Mail Delivery System <MAILER-DAEMON@lake.example>
        Subject: Undelivered Mail Returned to Sender
        To: sam.reed@lake.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="4A9D02F13C7.1800182415/mx.lake.example"
        Content-Transfer-Encoding: 8bit
        Message-Id: <20270126124015.8F3B62F14A0@mx.lake.example>

        This is a MIME-encapsulated message.

        --4A9D02F13C7.1800182415/mx.lake.example
        Content-Description: Notification
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        This is the mail system at host mx.lake.example.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

        For further assistance, please send mail to postmaster.

        If you do so, please include this problem report. You can
        delete your own text from the attached returned message.

                           The mail system

        <nobody@hill.example>: host mail.hill.example[198.51.100.7] said: 550 5.1.1
            <nobody@hill.example>: Recipient address rejected: User unknown in virtual
            mailbox table (in reply to RCPT TO command)

        --4A9D02F13C7.1800182415/mx.lake.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.lake.example
        X-Postfix-Queue-ID: 4A9D02F13C7
        X-Postfix-Sender: rfc822; sam.reed@lake.example
        Arrival-Date: Tue, 26 Jan 2027 12:40:14 +0000 (UTC)

        Final-Recipient: rfc822; nobody@hill.example
        Original-Recipient: rfc822;nobody@hill.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mail.hill.example
        Diagnostic-Code: smtp; 550 5.1.1 <nobody@hill.example>: Recipient address
            rejected: User unknown in virtual mailbox table

        --4A9D02F13C7.1800182415/mx.lake.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 8bit

        Return-Path: <sam.reed@lake.example>
        Received: by mx.lake.example (Postfix, from userid 0)
        	id 4A9D02F13C7; Tue, 26 Jan 2027 12:40:14 +0000 (UTC)
        Date: Mon, 25 Jan 2027 22:51:02 -0000
        Message-ID: <e80b4d197fc26a53.6f1c92d0@lake.example>
        MIME-Version: 1.0
        User-Agent: K-9 Mail for Android
        Subject: Keys
        From: Sam Reed <sam.reed@lake.example>
        To: Nobody <nobody@hill.example>
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        Are you there?

        --\#u{20}
        me

        --4A9D02F13C7.1800182415/mx.lake.example--

        """#),
    Entry(
      envelope: "\n\nida@club.example\n",
      mail: #"""
        Return-Path: <>
        Received: from mail by relay.example with local (Exim 4.96)
        	id 1tcXyZ-0004Qp-2h
        	for ida@club.example; Wed, 27 Jan 2027 03:12:44 +0100
        X-Failed-Recipients: gone@away.example
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@relay.example>
        To: ida@club.example
        References: <6c1f9b70-3e5d-42a8-9d04-b7e2851fa6c3@club.example>
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary=1800188364-eximdsn-912837465
        MIME-Version: 1.0
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1tcXyZ-0004Qp-2h@relay.example>
        Date: Wed, 27 Jan 2027 03:12:44 +0100

        --1800188364-eximdsn-912837465
        Content-type: text/plain; charset=us-ascii

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          gone@away.example
            host mx.away.example [203.0.113.9]
            SMTP error from remote mail server after RCPT TO:<gone@away.example>:
            550 5.1.1 The email account that you tried to reach does not exist.

        --1800188364-eximdsn-912837465
        Content-type: message/delivery-status

        Reporting-MTA: dns; relay.example

        Action: failed
        Final-Recipient: rfc822;gone@away.example
        Status: 5.0.0
        Remote-MTA: dns; mx.away.example
        Diagnostic-Code: smtp; 550 5.1.1 No such user

        --1800188364-eximdsn-912837465
        Content-type: message/rfc822

        """#),
    Entry(
      envelope: "\n\nleo@inbox.example\n",
      mail: #"""
        Return-Path: <>
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: leo@inbox.example
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        Content-Type: multipart/report; boundary="000000000000a1b2c3062be01f5d";
        	report-type=delivery-status
        In-Reply-To: <d2a70e95-6b13-4f8c-a0d9-3c51e7f8b264@localhost>
        References: <d2a70e95-6b13-4f8c-a0d9-3c51e7f8b264@localhost>

        --000000000000a1b2c3062be01f5d
        Content-Type: multipart/related; boundary="000000000000a1b2ff062be01f60"

        --000000000000a1b2ff062be01f60
        Content-Type: multipart/alternative; boundary="000000000000a1b305062be01f61"

        --000000000000a1b305062be01f61
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **

        Your message wasn't delivered to gone@away.example because the address couldn't be
        found, or is unable to receive mail.

        The response from the remote server was:
        550 5.1.1 <gone@away.example>: Recipient address rejected: User unknown

        --000000000000a1b2c3062be01f5d
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.com
        Received-From-MTA: dns; leo@inbox.example
        Arrival-Date: Wed, 27 Jan 2027 09:30:21 -0800 (PST)
        X-Original-Message-ID: <d2a70e95-6b13-4f8c-a0d9-3c51e7f8b264@localhost>

        Final-Recipient: rfc822; gone@away.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.away.example. (203.0.113.9, the server for the domain away.example.)
        Diagnostic-Code: smtp; 550 5.1.1 Recipient address rejected
        Last-Attempt-Date: Wed, 27 Jan 2027 09:30:22 -0800 (PST)

        --000000000000a1b2c3062be01f5d
        Content-Type: text/rfc822-headers

        """#),
    Entry(
      envelope: "\n\nzoe@corp.example\n",
      mail: #"""
        From: Microsoft Outlook <MicrosoftExchange@corp.example>
        To: <zoe@corp.example>
        Subject: Undeliverable: Plan
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="_000_b7c1d2e3f4a5_"
        X-MS-Exchange-Message-Is-Ndr:
        Content-Language: en-US

        Your message to gone@corp.example couldn't be delivered. Delivery has failed to these
        recipients or groups. The e-mail address you entered couldn't be found. Please check the
        recipient's e-mail address and try to resend the message. If the problem continues, please
        contact your helpdesk. Mailbox full. Message size exceeds fixed maximum message size.
        	Delivery
        is delayed to these recipients: Message delayed; will be retried. No action is required.

        Diagnostic information for administrators:
        Generating server: MAIL.corp.example
        #550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup ##
        Original message headers:
        Action: delayed
        Status: 4.4.1
        Will-Retry-Until: Sun, 31 Jan 2027 12:40:14 +0000 (UTC)
        Diagnostic-Code: X-Postfix; connect to mx.away.example[203.0.113.9]:25: Connection timed
        	out

        """#),
  ]
}
