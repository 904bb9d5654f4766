// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Common words of a few languages.
  static let prose: [Entry] = [
    Entry(
      envelope: "anna.berg@post.example\n\ntomas@hill.example\n",
      mail: #"""
        From: Anna Berg <anna.berg@post.example>
        To: Tomas Lind <tomas@hill.example>
        Subject: Words
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        Hello Tomas,

        thank you very much for your message. I am sorry for the late reply, but
        there was so much to do
        at work this week. We would like to come on Saturday, if that is all right
        with you. Please let me
        know what we should bring. The children are looking forward to seeing you
        again, and so am I.

        As I said on the phone, the house is not finished yet. The workers will be
        here until the end of
        the month, and after that we can start with the garden. It has been raining
        for days now. I think
        that we should wait until the weather is better before we go up to the
        mountains. Have you heard
        anything from Peter? He told me that he has a new job and will move to
        another city next year.

        Could you please send me the address and the telephone number of the
        doctor? I have lost the note
        that you gave me. There is no hurry, it is enough if I have it by Monday or
        Tuesday. By the way,
        did you get the photos that I sent you? If not, I can send them again or
        put them on the server.

        The next meeting will take place on Wednesday at half past seven in the
        evening, in the room on the
        first floor. Everyone who wants to help is welcome. We still need people
        for the kitchen and for
        the car park. Those who cannot come should tell us before Friday, so that
        we know how many we are.

        Please find attached the report for the last quarter and the invoice number
        4711. The amount is due
        within 14 days. If you have any questions, please do not hesitate to
        contact us. We look forward to
        hearing from you. The order has been shipped today and should arrive within
        three working days.

        We have checked the antenna on the roof and replaced the cable. The signal
        is much better than
        before, but the battery is still low in the morning when there is no sun.
        The second station does
        not answer at all. Somebody will have to walk up there and have a look at
        it. I will try to go this
        weekend. It would be good to have another radio as a spare part, because
        the old one gets hot.

        What do you think about it? Let me know if there is anything else that I
        can do for you. I will
        be back in the office on Thursday. Until then you can reach me by phone.
        Have a nice weekend, take
        care of yourself, and give my love to your wife. See you soon! Thanks
        again, and all the best.

        Best regards / Kind regards / Yours sincerely / Cheers / Many thanks in advance
        Anna

        """#),
    Entry(
      envelope: "m.huber@firma.example\n\nk.sommer@verein.example\n",
      mail: #"""
        From: Martin Huber <m.huber@firma.example>
        To: Karin Sommer <k.sommer@verein.example>
        Subject: Wörter
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        Liebe Karin, sehr geehrte Damen und Herren, hallo zusammen,

        vielen Dank für Ihre Nachricht und für das schnelle Angebot. Leider konnte
        ich mich nicht früher
        melden, weil wir in den letzten Tagen unterwegs waren. Wir würden gerne am
        Samstag kommen, wenn es
        euch passt. Bitte sag mir Bescheid, was wir mitbringen sollen. Die Kinder
        freuen sich schon sehr.

        Das Wetter ist hier nicht besonders schön, es hat die ganze Woche geregnet.
        Trotzdem waren wir
        gestern oben am Berg und haben die Antenne überprüft. Der Empfang ist jetzt
        viel besser als vorher,
        aber die Batterie wird in der Nacht zu schwach. Könnten Sie uns bitte die
        Unterlagen noch einmal
        schicken? Ich habe sie leider nicht mehr gefunden. Die Rechnung ist noch
        offen und wird bis zum
        Ende des Monats bezahlt. Über eine kurze Rückmeldung würden wir uns freuen.

        Die nächste Sitzung findet am Mittwoch um halb acht Uhr abends im großen
        Saal statt. Wer nicht
        kommen kann, soll sich bitte bis Freitag abmelden. Für Fragen stehen wir
        Ihnen gerne zur Verfügung.
        Im Anhang finden Sie das Protokoll der letzten Besprechung und die Liste
        der Teilnehmer. Außerdem
        möchte ich daran erinnern, dass der Weg zur Hütte zurzeit gesperrt ist; man
        muss über die andere
        Seite gehen. Hast du schon etwas von Peter gehört? Er hat mir gesagt, dass
        er bald umziehen wird.

        Ich melde mich, sobald ich mehr weiß. Bis dahin alles Gute und schöne Grüße
        an deine Frau. Danke
        und bis bald!

        Mit freundlichen Grüßen / Viele Grüße / Liebe Grüße / Herzliche Grüße
        Martin Huber

        """#),
    Entry(
      envelope: "c.moreau@mairie.example\n\npilar@correo.example\n",
      mail: #"""
        From: Claire Moreau <c.moreau@mairie.example>
        To: Pilar Ruiz <pilar@correo.example>
        Subject: =?utf-8?q?R=C3=A9union?=
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        Bonjour à tous, chère Madame, cher Monsieur,

        je vous remercie de votre message. Nous sommes bien arrivés hier soir, mais
        il a plu toute la
        journée. Est-ce que vous pouvez m'envoyer l'adresse et le numéro de
        téléphone ? La prochaine
        réunion aura lieu mercredi à dix heures dans la salle du premier étage.
        Merci de nous dire si vous
        pouvez venir. Vous trouverez ci-joint le compte rendu de la dernière séance
        ainsi que la facture du
        mois dernier. N'hésitez pas à nous contacter si vous avez des questions. Je
        te rappelle demain.

        Bien cordialement, à bientôt, bonne journée, merci d'avance

        Hola a todos, estimado señor, querida amiga:

        muchas gracias por tu mensaje. Llegamos ayer por la noche, pero ha llovido
        todo el día. ¿Puedes
        enviarme la dirección y el número de teléfono? La próxima reunión será el
        miércoles a las diez en la
        sala del primer piso. Si no puedes venir, dímelo antes del viernes. Adjunto
        te envío la lista de
        lo que todavía nos falta y la factura del mes pasado. Un saludo, un abrazo,
        hasta pronto.

        Ciao a tutti, gentile signora,

        grazie mille per il tuo messaggio. Siamo arrivati ieri sera, ma ha piovuto
        tutto il giorno. Puoi
        mandarmi l'indirizzo e il numero di telefono? La prossima riunione è
        mercoledì alle dieci. In
        allegato trovi l'elenco delle cose che mancano ancora. Cordiali saluti, a
        presto, un abbraccio.

        Olá a todos, obrigado pela mensagem. Chegamos ontem à noite, mas choveu o
        dia todo. Você pode me
        enviar o endereço? A próxima reunião será na quarta-feira às dez horas.
        Atenciosamente, abraços.

        Hallo allemaal, bedankt voor je bericht. We zijn gisteravond goed
        aangekomen, maar het heeft de
        hele dag geregend. Kun je mij het adres nog een keer sturen? Met
        vriendelijke groet, tot ziens.

        Hej allihopa, tack för ditt meddelande. Vi kom fram i går kväll, men det
        har regnat hela dagen.
        Kan du skicka adressen till mig? Med vänliga hälsningar. Dziękuję za
        wiadomość, pozdrawiam serdecznie.

        """#),
    Entry(
      envelope: "irina@pochta.example\nSMTPUTF8\nnikos@tachy.example\n",
      mail: #"""
        From: Irina <irina@pochta.example>
        To: Nikos <nikos@tachy.example>
        Subject: =?utf-8?b?0J/RgNC40LLQtdGC?=
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        Здравствуйте! Спасибо большое за ваше письмо. Мы приехали вчера вечером, но
        весь день шёл дождь.
        Пожалуйста, пришлите мне адрес и номер телефона. Следующая встреча будет в
        среду в десять часов.
        Если вы не можете прийти, напишите до пятницы. Я позвоню вам завтра, когда
        буду дома. Связи в горах
        почти нет, но сообщение пришло. Всё хорошо, до встречи. С уважением, привет всем, целую.

        Γεια σας, ευχαριστώ πολύ για το μήνυμά σου. Φτάσαμε χθες το βράδυ, αλλά
        έβρεχε όλη μέρα. Μπορείς
        να μου στείλεις τη διεύθυνση και τον αριθμό του τηλεφώνου; Η επόμενη
        συνάντηση θα είναι την Τετάρτη
        στις δέκα. Θα σε πάρω τηλέφωνο αύριο όταν είμαι στο σπίτι. Με εκτίμηση, τα
        λέμε σύντομα, καλή μέρα.

        您好！谢谢你的来信。我们昨天晚上到了，可是一整天都在下雨。请把地址和电话号码发给我。
        下次会议在星期三上午十点。如果你不能来，请在星期五以前告诉我。我明天到家以后给你打电话。
        山里没有信号，不过消息已经收到了。祝你一切顺利，再见。

        こんにちは。メッセージをありがとうございます。昨日の夜に着きましたが、一日中雨でした。
        住所と電話番号を送ってください。次の会議は水曜日の十時です。よろしくお願いします。

        مرحبا، شكرا جزيلا على رسالتك. وصلنا أمس مساء. من فضلك أرسل لي العنوان ورقم
        الهاتف. مع السلامة.
        Merhaba, mesajın için çok teşekkür ederim. Dün akşam geldik. Adresi bana
        gönderir misin? Görüşmek üzere.

        """#),
  ]
}
