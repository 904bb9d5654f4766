// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailDictionary {
  /// Frequent English words and turns of mail, for the beginnings of words and what follows them.
  static let words: [Entry] = [
    Entry(
      envelope: "mary@gmail.com\nBODY=8BITMIME\njohn.smith@outlook.com\n",
      mail: #"""
        From: Mary <mary@gmail.com>
        To: John Smith <john.smith@outlook.com>, Peter <peter@gmx.de>, Maria <maria@web.de>
        Cc: info@posteo.de, office@yahoo.com, mail@icloud.com, team@mailbox.org, list@riseup.net
        Reply-To: support@github.com
        Subject: Words
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        able about above accept according account across act action active activity actually add
        address after afternoon again against age ago agree ahead air all allow almost alone along
        already also although always among amount an and animal another answer any anyone anything
        anyway apart appear apply approach area argue arm around arrange arrive article as ask
        attack attempt attention available avoid away back bad balance bank base based basic be
        beautiful became because become been before began begin behind being believe below benefit
        best better between beyond big bill bit black block blood blue board boat body book both
        bottom box boy break bring brother brought build building built business busy but buy by
        call came camera can cannot capital car card care career carry case catch cause cell center
        central century certain certainly chair chance change character charge check child children
        choice choose church circle citizen city claim class clean clear clearly click close cold
        collect college color come comment common community company compare complete computer
        concern condition conference confirm connect consider contact contain continue control
        copy correct cost could council country couple course court cover create cup current
        customer cut daily dark data date daughter day dead deal dear death debate decade decide
        decision deep default degree delay deliver delivered delivery department describe design
        despite detail details determine develop development device did die difference different
        difficult dinner direction directly discover discuss discussion do doctor document does
        dog done door double doubt down download draft draw dream drive driver drop during each
        early earth easily east easy eat edge education effect effort eight either else email
        employee end energy engine enjoy enough enter entire environment equipment error especially
        establish even evening event ever every everybody everyone everything evidence exactly
        example except exist expect expected expensive experience explain express extra eye face
        fact fail failed fall family famous far farm fast father favorite fear feature feel feeling
        few field fight figure file fill film final finally financial find fine finger finish fire
        firm first fish five fix floor flow fly focus follow following food foot for force foreign
        forest forget form former forward found four free friend friendly friends from front fruit
        full function further future game garden gas gave general get girl give given glad glass
        global go goal gone good got government great green ground group grow growth guess gun guy
        had hair half hand handle happen happy hard has hat have he head health hear heard heart
        heat heavy held hello help her here herself high him himself his history hit hold holiday
        home hope hospital hot hotel hour hours house how however huge human hundred husband idea
        identify if ignore image imagine impact important improve in include including increase
        indeed indicate individual industry information inside install instead interest interested
        interesting international internet into invite involve is island issue it item its itself
        job join just keep key kid kill kind kitchen knew know knowledge known land language large
        last late later laugh law lay lead leader learn least leave left leg legal less let letter
        level library lie life light like likely limit line link list listen little live local
        location long look lose loss lost lot love low lower machine made magazine mail main
        maintain major make man manage management manager many map mark market marriage match
        material matter may maybe me mean means meanwhile measure media medical meet meeting member
        memory mention menu message method middle might mile military million mind minute minutes
        miss missing mistake model modern moment money month months moon more morning most mother
        mountain mouth move movement movie much music must my myself name nation national natural
        nature near nearly necessary need needed network never new news newspaper next nice night
        nine no none nor north not note nothing notice now number object occur of off offer office
        officer official often oh oil ok old on once one only onto open operation opportunity
        option or order organization original other others otherwise our out outside over own owner
        page pain paint paper parent part particular particularly partner party pass past path
        patient pattern pay payment peace people per percent perfect perform perhaps period person
        personal phone photo physical pick picture piece place plan plant play player please point
        police policy political poor popular population position positive possible post power
        practice prepare present president press pressure pretty prevent previous price print
        private probably problem problems process produce product production professional program
        project property protect prove provide public pull purpose push put quality question
        quickly quiet quite race radio rain raise range rate rather reach read ready real reality
        realize really reason receive received recent recently recipient recognize recommend record
        red reduce refer region relate relationship release remain remember remove repair repeat
        replace reply report request require research resource respond response rest result return
        right ring rise river road rock role room rule run safe safety said same sample save saw
        say school science screen sea search season seat second secret section security see seek
        seem seen select sell send sender sense sent separate series serious serve server service
        session set seven several shall share she ship shoot shop short should shoulder show side
        sign signal significant similar simple simply since sing single sister sit site situation
        six size skill sleep slow slowly small smile snow so social society soft software some
        somebody someone something sometimes son song soon sorry sort sound source south space
        speak special specific speech speed spend sport spring staff stage stand standard star
        start state statement station stay step still stock stone stop store storm story straight
        strange street strong structure student study stuff style subject success successful such
        suddenly suffer suggest summer sun supply support suppose sure surface surprise system
        table take taken talk task tax teach teacher team technology telephone tell ten tend term
        test text than thank thanks that the their them themselves then there therefore these they
        thing things think third this those though thought thousand three through throughout throw
        thus ticket time times tired to today together told tomorrow tonight too took tool top
        total touch toward town track trade traffic train training travel treat tree trial trip
        trouble true truth try turn two type under understand unit university unless until up
        update upon us use used useful user usual usually valley value various very video view
        village visit voice wait walk wall want war warm was wash watch water way we wear weather
        web website week weekend weeks well went were west what whatever when where whether which
        while white who whole whose why wide wife will win wind window winter wish with within
        without woman women wonder wood word work worker world worry would write writer written
        wrong yard year years yellow yes yesterday yet you young your yours yourself

        I would like to know if you are able to come. I don't think it's going to be a problem. I've
        been trying to reach you. You're right, we'll have to wait and see. It doesn't \#
        matter. That's
        why I can't. Let's meet at the station. Have a nice day! Have a great weekend! \#
        Happy birthday!
        Talk to you soon. See you tomorrow. Looking forward to it. Sounds good. No problem at all.
        Thanks for letting me know. Thank you for your help. Let me know what you think. As far as I
        know, there is no other way. One of the most important things is that it has to \#
        be done by the
        end of the week. On the other hand, at the same time, in order to, as well as, as soon as
        possible, in front of, a lot of, at least, for example, of course, in the meantime, so far.
        How are you? I hope you are well. I hope this helps. Any news? Just a quick note to say that
        we made it home. Could you please confirm? I'll get back to you. Best regards, Kind regards,
        Cheers, Yours sincerely, Love, All the best, Take care, Many thanks, Regards,

        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
        June July August September October November December one two three four five six seven eight
        nine ten eleven twelve twenty thirty fifty hundred thousand

        aber alle allen alles als also alt am an andere anderen auch auf aus bei beim bereits besser
        bin bis bist bitte da dabei dafür damit danach dann das dass dein deine dem den denn der des
        deshalb dich die dies diese diesem diesen dieser dieses dir doch dort du durch \#
        ein eine einem
        einen einer eines einfach einmal er erst es etwas euch euer für ganz gar geben gegen geht
        genau gerade gern gibt gut habe haben hallo hast hat hatte hatten heute hier hin ich ihm ihn
        ihnen ihr ihre ihren im immer in ins ist ja jede jeder jetzt kann kannst kein keine können
        könnte kommen kommt lange lassen leider liebe lieber machen macht mal man mehr mein meine
        meinem mich mir mit möchte morgen muss müssen nach nicht nichts noch nun nur ob oder ohne
        schon sehr sein seine seit sich sie sind so soll sollte sondern uns unser unsere unter viel
        viele vielen vielleicht vom von vor wann war waren warum was weil weiter welche wenig wenn
        wer werde werden wie wieder will wir wird wirklich wo wollen wollte worden wurde würde
        während zu zum zur zurück zusammen zwei zwischen Uhr Tag Woche Jahr Zeit Arbeit Haus Leben

        """#)
  ]
}
