// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Encrypted and signed mail, and Delta Chat without encryption.
  static let openPGP: [Entry] = [
    Entry(
      envelope: "eva@secure.example\nBODY=8BITMIME\nmax@secure.example\n",
      mail: #"""
        Message-ID: <1f7a3c90-58de-4b26-9e41-c08d7b52f6a3@secure.example>
        Date: Thu, 28 Jan 2027 14:22:06 +0100
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        From: Eva <eva@secure.example>
        To: Max <max@secure.example>
        Subject: ...
        Autocrypt: addr=eva@secure.example; prefer-encrypt=mutual; keydata=
        Content-Type: multipart/encrypted;
         protocol="application/pgp-encrypted";
         boundary="------------k3Vd0ZpQxW8hTrYb2LmNcE7s"

        This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)
        --------------k3Vd0ZpQxW8hTrYb2LmNcE7s
        Content-Type: application/pgp-encrypted
        Content-Description: PGP/MIME version identification

        Version: 1

        --------------k3Vd0ZpQxW8hTrYb2LmNcE7s
        Content-Type: application/octet-stream; name="encrypted.asc"
        Content-Description: OpenPGP encrypted message
        Content-Disposition: inline; filename="encrypted.asc"

        -----BEGIN PGP MESSAGE-----

        -----END PGP MESSAGE-----

        --------------k3Vd0ZpQxW8hTrYb2LmNcE7s--

        """#),
    Entry(
      envelope: "eva@secure.example\nBODY=8BITMIME\nmax@secure.example\n",
      mail: #"""
        Content-Type: multipart/signed; micalg=pgp-sha512;
         protocol="application/pgp-signature";
         boundary="------------pQ7sYw3KdR0vXbT5mHzEoL2f"

        This is an OpenPGP/MIME signed message (RFC 4880 and 3156)
        --------------pQ7sYw3KdR0vXbT5mHzEoL2f
        Content-Type: multipart/mixed; boundary="------------u8GjN4cVtB6yFqA1iWxS9eRk";
         protected-headers="v1"

        --------------u8GjN4cVtB6yFqA1iWxS9eRk
        Content-Type: text/plain; charset=UTF-8; format=flowed
        Content-Transfer-Encoding: base64

        --------------u8GjN4cVtB6yFqA1iWxS9eRk
        Content-Type: application/pgp-keys; name="OpenPGP_0x1A2B3C4D5E6F7A8B.asc"
        Content-Disposition: attachment; filename="OpenPGP_0x1A2B3C4D5E6F7A8B.asc"
        Content-Description: OpenPGP public key
        Content-Transfer-Encoding: quoted-printable

        -----BEGIN PGP PUBLIC KEY BLOCK-----
        Version: GnuPG v2
        Comment: Using GnuPG with Mozilla

        -----END PGP PUBLIC KEY BLOCK-----

        --------------pQ7sYw3KdR0vXbT5mHzEoL2f
        Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"
        Content-Description: OpenPGP digital signature
        Content-Disposition: attachment; filename="OpenPGP_signature.asc"

        -----BEGIN PGP SIGNATURE-----

        -----END PGP SIGNATURE-----

        --------------pQ7sYw3KdR0vXbT5mHzEoL2f--

        """#),
    Entry(
      envelope: "uma@chat.example\nBODY=8BITMIME SMTPUTF8\nvic@talk.example\n",
      mail: #"""
        Received: from [127.0.0.1] (localhost [127.0.0.1])
        	by mx.chat.example (Postfix) with UTF8SMTPSA id 2E7C01F9B38
        	for <vic@talk.example>; Fri, 29 Jan 2027 19:03:27 +0000 (UTC)
        From: "Uma" <uma@chat.example>
        Message-ID: <48d0b6f3-17ca-4e59-a2c8-6f9e05d371b4@localhost>
        MIME-Version: 1.0
        Autocrypt: addr=uma@chat.example; prefer-encrypt=mutual;
         keydata=xjMEZ
        Content-Type: text/plain; charset="utf-8"
        Date: Fri, 29 Jan 2027 19:03:27 +0000
        To: <vic@talk.example>
        Subject: Message from Uma
        References: <48d0b6f3-17ca-4e59-a2c8-6f9e05d371b4@localhost>
        Chat-Version: 1.0
        Content-Transfer-Encoding: quoted-printable

        Hi Vic

        --=20
        Sent with Delta Chat: https://delta.chat

        """#),
    Entry(
      envelope: "vic@talk.example\nBODY=8BITMIME SMTPUTF8\numa@chat.example\n",
      mail: #"""
        From: "Vic" <vic@talk.example>
        Message-ID: <b35e08d1-92f6-4c70-8ba4-e1d70c69f52a@localhost>
        MIME-Version: 1.0
        In-Reply-To: <48d0b6f3-17ca-4e59-a2c8-6f9e05d371b4@localhost>
        References: <48d0b6f3-17ca-4e59-a2c8-6f9e05d371b4@localhost>
         <b35e08d1-92f6-4c70-8ba4-e1d70c69f52a@localhost>
        Chat-Group-ID: Xq3vT7bLk0s
        Chat-Group-Name: Valley
        Chat-Disposition-Notification-To: vic@talk.example
        Chat-User-Avatar: 0
        Chat-Version: 1.0
        Auto-Submitted: auto-generated
        Secure-Join: vc-request
        Secure-Join-Invitenumber: a8C0dF3hJk5mNp7rStUv
        Content-Type: multipart/mixed; boundary="18a2b3c4d5e6f708_0918273645546372_8190a2b3c4d5e6f7"
        Subject: Re: Message from Uma

        --18a2b3c4d5e6f708_0918273645546372_8190a2b3c4d5e6f7
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        --18a2b3c4d5e6f708_0918273645546372_8190a2b3c4d5e6f7
        Content-Type: image/jpeg; name="image_2027-01-29_19-05-11.jpg"
        Content-Disposition: attachment; filename="image_2027-01-29_19-05-11.jpg"
        Content-Transfer-Encoding: base64

        --18a2b3c4d5e6f708_0918273645546372_8190a2b3c4d5e6f7--

        """#),
  ]
}
