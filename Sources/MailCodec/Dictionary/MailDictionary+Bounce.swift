// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// More forms of delivery reports: what relays say, in the words they say it with.
  static let bounces: [Entry] = [
    Entry(
      envelope: "\n\nrosa@port.example.org\n",
      mail: #"""
        Return-Path: <>
        X-Original-To: rosa@port.example.org
        Delivered-To: rosa@port.example.org
        Received: from mail.port.example.org
        	by mail.port.example.org with LMTP
        	id 8Hk2Dw1xRWfPbQAA4yTqLg
        	(envelope-from <>)
        	for <rosa@port.example.org>; Tue, 02 Feb 2027 11:20:31 +0100
        Received: by mail.port.example.org (Postfix)
        	id 7E1A0C2F44; Tue,  2 Feb 2027 11:20:31 +0100 (CET)
        Date: Tue,  2 Feb 2027 11:20:31 +0100 (CET)
        From: MAILER-DAEMON@mail.port.example.org (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: rosa@port.example.org
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="93D5B81E07.1801477231/mail.port.example.org"
        Message-Id: <20270202102031.7E1A0C2F44@mail.port.example.org>

        This is a MIME-encapsulated message.

        --93D5B81E07.1801477231/mail.port.example.org
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mail.port.example.org.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

        For further assistance, please send mail to postmaster.

        If you do so, please include this problem report. You can
        delete your own text from the attached returned message.

                           The mail system

        <gone@isle.example.net>: host mx1.isle.example.net[198.51.100.24] said: 550 5.1.1
            <gone@isle.example.net>: Recipient address rejected: User unknown in local
            recipient table (in reply to RCPT TO command)

        <gone@hill.example.net>: Host or domain name not found. Name service error for
            name=hill.example.net type=A: Host not found

        <full@isle.example.net>: host mx1.isle.example.net[198.51.100.24] said: 552 5.2.2
            Mailbox full, quota exceeded (in reply to end of DATA command)

        <slow@hill.example.net>: connect to hill.example.net[203.0.113.40]:25: Connection
            refused

        <big@hill.example.net>: message size 20481024 exceeds size limit 10240000 of server
            hill.example.net[203.0.113.40]

        --93D5B81E07.1801477231/mail.port.example.org
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.port.example.org
        X-Postfix-Queue-ID: 93D5B81E07
        X-Postfix-Sender: rfc822; rosa@port.example.org
        Arrival-Date: Tue,  2 Feb 2027 11:20:29 +0100 (CET)

        Final-Recipient: rfc822; gone@isle.example.net
        Original-Recipient: rfc822;gone@isle.example.net
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx1.isle.example.net
        Diagnostic-Code: smtp; 550 5.1.1 <gone@isle.example.net>: Recipient address
            rejected: User unknown in local recipient table

        Final-Recipient: rfc822; gone@hill.example.net
        Original-Recipient: rfc822;gone@hill.example.net
        Action: failed
        Status: 5.4.4
        Diagnostic-Code: X-Postfix; Host or domain name not found. Name service error
            for name=hill.example.net type=A: Host not found

        --93D5B81E07.1801477231/mail.port.example.org
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        Return-Path: <rosa@port.example.org>
        Received: from [192.168.1.20] (dsl-20.port.example.org [203.0.113.20])
        	(using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits))
        	(No client certificate requested)
        	(Authenticated sender: rosa)
        	by mail.port.example.org (Postfix) with ESMTPSA id 93D5B81E07
        	for <gone@isle.example.net>; Tue,  2 Feb 2027 11:20:29 +0100 (CET)
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=port.example.org;
        	s=mail; t=1801477229;
        	bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
        	h=To:From:Subject:Date:From;
        To: gone@isle.example.net
        From: Rosa <rosa@port.example.org>
        Subject: test
        Message-ID: <5e0b7a91-2d63-4c8f-9a17-b60d3f81c2e4@port.example.org>
        Date: Tue, 2 Feb 2027 11:20:28 +0100
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.6.0
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8; format=flowed
        Content-Transfer-Encoding: 7bit
        Content-Language: en-US

        --93D5B81E07.1801477231/mail.port.example.org--

        """#),
    Entry(
      envelope: "\n\nrosa@port.example.org\n",
      mail: #"""
        From: Mail Delivery System <MAILER-DAEMON@out.example.com>
        To: rosa@port.example.org
        Subject: Delivery Notification: Delivery has failed
        Subject: failure notice
        Subject: Returned mail: see transcript for details
        Subject: Delivery Status Notification (Delay)
        Subject: Undeliverable: test
        Subject: Warning: message 1tcXyZ-0004Qp-2h delayed 24 hours
        Subject: Delayed Mail (still being retried)
        Subject: Mail System Error - Returned Mail
        Subject: Unzustellbar: test
        Subject: Mail delivery failed : returning message to sender
        Content-Type: multipart/report; report-type="delivery-status"; boundary="=_bounce"
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="17Q9Vd0b020392.1801477231/out.example.com"

        Hi. This is the qmail-send program at out.example.com.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <gone@isle.example.net>:
        198.51.100.24 does not like recipient.
        Remote host said: 550 5.1.1 <gone@isle.example.net>: Recipient address rejected
        Giving up on 198.51.100.24.

        --- Below this line is a copy of the message.

        The original message was received at Tue, 2 Feb 2027 11:20:29 +0100
        from localhost [127.0.0.1]

           ----- The following addresses had permanent fatal errors -----
        <gone@isle.example.net>
            (reason: 550 5.1.1 <gone@isle.example.net>... User unknown)

           ----- Transcript of session follows -----
        ... while talking to mx1.isle.example.net.:
        >>> DATA
        <<< 550 5.1.1 <gone@isle.example.net>... User unknown
        550 5.1.1 <gone@isle.example.net>... User unknown
        <<< 503 5.0.0 Need RCPT (recipient)

        This message was created automatically by mail delivery software (Exim).
        A message that you have sent could not be delivered to one or more recipients.
        The following address failed:
        SMTP error from remote mail server after end of data:
        host mx1.isle.example.net [198.51.100.24]:
        554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org
        retry timeout exceeded; no immediate delivery: delivery time expired
        ------ This is a copy of the message, including all the headers. ------
        --- The header of the original message is following. ---

        Sorry, we were unable to deliver your message to the following address.
        The mail server you sent it to has rejected it, for the following reason:
        Delivery to the following recipient failed permanently:
        Technical details of permanent failure:
        Google tried to deliver your message, but it was rejected by the server.
        The error that the other server returned was:
        550-5.1.1 The email account that you tried to reach does not exist. Please try
        550-5.1.1 double-checking the recipient's email address for typos or
        550-5.1.1 unnecessary spaces. For more information, go to
        550 5.1.1  https://support.google.com/mail/?p=NoSuchUser - gsmtp
        550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy.
        421 4.7.0 Try again later, closing connection.
        450 4.2.0 Recipient address rejected: Greylisted, please try again in 300 seconds
        451 4.3.0 Temporary lookup failure
        452 4.2.2 The email account that you tried to reach is over quota.
        550 Requested action not taken: mailbox unavailable
        550 5.7.1 Message rejected as spam by content scanning; relaying denied.
        554 delivery error: This user doesn't have an account
        Remote Server returned '550 5.1.1 <gone@isle.example.net>: user unknown'

        THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.
        The message has not yet been delivered. Delivery attempts will continue to be made
        until it is 5 days old. Message could not be delivered for 4 hours.

        Diese Nachricht wurde automatisch von der Mail-Software erzeugt. Ihre Nachricht konnte
        nicht an den folgenden Empfänger zugestellt werden. Die Adresse wurde nicht gefunden.
        Bitte überprüfen Sie die Adresse auf Tippfehler. Das Postfach des Empfängers ist voll.
        Votre message n'a pas pu être remis aux destinataires suivants : adresse introuvable.
        El mensaje no se ha podido entregar. Il messaggio non è stato recapitato al destinatario.

        --=_bounce
        Content-Description: Delivery error report
        Content-Type: message/delivery-status; charset="us-ascii"
        Content-Disposition: inline

        Reporting-MTA: dns;out.example.com
        Received-From-MTA: DNS; localhost
        X-Message-ID: <1.2@out.example.com>
        X-Sender: rfc822; rosa@port.example.org
        Arrival-Date: Tue, 2 Feb 2027 11:20:29 +0100
        Final-Recipient: RFC822; gone@isle.example.net
        Final-Recipient: rfc822;gone@isle.example.net
        Action: failed
        Status: 5.0.0 (permanent failure)
        Status: 4.4.7
        Remote-MTA: DNS; mx1.isle.example.net
        Diagnostic-Code: SMTP; 550 5.1.1 User unknown
        Diagnostic-Code: smtp;550 5.7.1 Unable to relay
        Last-Attempt-Date: Tue, 2 Feb 2027 11:20:31 +0100
        X-Display-Name: Rosa

        --=_bounce
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers
        Content-Transfer-Encoding: 7bit
        Content-Disposition: attachment

        --=_bounce--

        """#),
  ]
}
