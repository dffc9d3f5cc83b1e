"""sentences.py: honest texts in many languages, put together at run time from
parts written for this test: {n} a name, {d} a date, {t} a time, {u} a number,
{r} a reference. Nothing here is about a real person."""
import random

NAMES = (
    'Maya Roberts', 'Callum Thompson', 'Siân Llywelyn', "Aoife O'Brien",
    'Zoë van der Berg', 'Nguyễn Thị Hồng', 'Łukasz Wiśniewski', 'José Núñez',
    'Åsa Öberg', 'Ngozi Okonjo-Adeyemi', 'Mohammed al-Rashid', 'Bjørn Ødegård',
    'Ștefan Ionuț', 'Çağla Yıldız', 'Jürgen Großmann', 'Þórdís Sæmundsdóttir',
    'Анна Кузнецова', 'Олена Шевченко', 'Γιώργος Παπαδόπουλος', 'محمد أحمد',
    'דוד כהן', 'प्रिया शर्मा', 'রহিম উদ্দিন', 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ', 'தமிழ்ச்செல்வி',
    '王小明', '佐藤さくら', '김민준', 'สมชาย ใจดี', 'ნინო ბერიძე', 'Արամ Սարգսյան',
    'ሰላም ተስፋዬ', "D'Arcy-Jones", 'MacDonald, P.', 'Renée', 'Xiu', 'Ng', 'O’Neill',
)
REFERENCES = (
    'CRN 42/123456/26', 'CEOP-2026-118273', 'IWF 8812734', 'RR-2026-004417',
    'URN 137284', 'A123456789012', 'ref: SG/0231', 'log 412 of 23/11/2026',
    'IMEI 356938035643809', 'GB29 NWBK 6016 1331 9268 19', '07700 900123',
    '+44 20 7946 0018', 'https://www.example.org/p/Cx3kQ9', '@maya_r09',
    'd41d8cd98f00b204e9800998ecf8427e', '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'INC-0047', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
)

LANGUAGES = {
    'English': ['{n} told her form tutor at {t} that messages about her were going round.',
        'The DSL rang the family on {d} and left a message.', 'We agreed to speak again tomorrow, {n} will join us.',
        'No one has seen the picture and nobody will look at it.', 'The police gave us {r} and asked us to keep the phone switched off.',
        'He said "I didnt know what 2 do", then cried for a while.', 'Year 9 is aware; {u} pupils may have been in the group chat.',
        'aaaahhh thats so not fair!!! she wrote', 'ACTION: ring social care BEFORE 4pm.', 'Mum is coming in at {t}, Dad can\'t make it.'],
    'Welsh': ['Dywedodd {n} wrth ei thiwtor am {t} fod negeseuon yn mynd o gwmpas.', 'Ffoniodd yr ysgol y teulu ar {d}.',
        'Mae angen siarad â gwasanaethau cymdeithasol Gwynedd.', 'Rhif y cyfeirnod yw {r}.', 'Daeth hi o Lanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch.',
        'Nid oes neb wedi edrych ar y llun.', 'Bydd {u} o ddisgyblion yn cael cymorth.'],
    'German': ['{n} hat sich um {t} der Vertrauenslehrerin anvertraut.', 'Die Jugendschutzbeauftragte rief am {d} zurück.',
        'Das Datenschutzgrundverordnungsanpassungsgesetz wurde erwähnt, dann die Straßenverkehrszulassungsordnung.', 'Niemand hat das Bild angesehen, und niemand wird es ansehen.',
        'Das Aktenzeichen lautet {r}.', 'Es geht um {u} Schülerinnen und Schüler.', 'Wir sprechen morgen früh noch einmal.'],
    'French': ["{n} a parlé à son professeur principal vers {t}.", "La famille a été prévenue le {d} par téléphone.", "Personne n'a regardé l'image.",
        'La référence est {r}.', "Il y a peut-être {u} élèves dans ce groupe.", 'Nous en reparlerons demain matin, à l’école.'],
    'Spanish': ['{n} habló con su tutora a las {t}.', 'Llamamos a la familia el {d}; nadie contestó.', '¿Quién más lo sabe? Todavía no está claro.',
        'La referencia es {r}.', 'Puede que haya {u} alumnos en el grupo.', '¡Mañana hablaremos otra vez con la niña!'],
    'Portuguese': ['{n} contou à professora às {t}.', 'A família foi avisada no dia {d}.', 'Ninguém viu a imagem e ninguém a vai ver.', 'A referência é {r}.',
        'São talvez {u} alunos no grupo.', 'Amanhã voltamos a conversar com eles.'],
    'Italian': ['{n} ne ha parlato con la coordinatrice alle {t}.', 'La famiglia è stata avvisata il {d}.', 'Nessuno ha guardato la foto.', 'Il riferimento è {r}.',
        "Forse ci sono {u} alunni nel gruppo.", "Domani ne riparliamo con l'insegnante."],
    'Polish': ['{n} powiedziała wychowawczyni o {t}, że krążą wiadomości.', 'Zadzwoniliśmy do rodziców dnia {d}.', 'Nikt nie oglądał zdjęcia i nikt go nie obejrzy.',
        'Numer sprawy: {r}.', 'W grupie może być {u} uczniów.', 'Szczęście, że chłopiec wszystko nam opowiedział wczoraj.'],
    'Romanian': ['{n} i-a spus dirigintei la ora {t}.', 'Am sunat familia pe {d}.', 'Nimeni nu s-a uitat la fotografie.', 'Numărul dosarului este {r}.',
        'Sunt poate {u} elevi în grup.', 'Mâine vorbim din nou cu mama fetei.'],
    'Hungarian': ['{n} {t}-kor szólt az osztályfőnöknek.', 'A szülőket {d} napján hívtuk fel.', 'Senki sem nézte meg a képet.', 'Az ügyszám: {r}.', 'Körülbelül {u} tanuló lehet a csoportban.',
        'Megszentségteleníthetetlenségeskedéseitekért, mondta viccesen.', 'Holnap újra beszélünk a gyerekkel.'],
    'Turkish': ['{n} saat {t} civarında sınıf öğretmenine anlattı.', 'Aileyi {d} tarihinde aradık.', 'Fotoğrafa kimse bakmadı.', 'Dosya numarası {r}.', 'Grupta {u} öğrenci olabilir.',
        'Çekoslovakyalılaştıramadıklarımızdan mısınız diye güldü.', 'Yarın tekrar konuşacağız.'],
    'Finnish': ['{n} kertoi luokanvalvojalle kello {t}.', 'Perheelle soitettiin {d}.', 'Kukaan ei ole katsonut kuvaa.', 'Viitenumero on {r}.', 'Ryhmässä saattaa olla {u} oppilasta.',
        'Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas nauroi.', 'Puhumme huomenna uudestaan.'],
    'Swedish': ['{n} berättade för sin mentor klockan {t}.', 'Vi ringde familjen den {d}.', 'Ingen har tittat på bilden.', 'Ärendenumret är {r}.', 'Det kan vara {u} elever i gruppen.', 'I morgon pratar vi igen med flickan.'],
    'Lithuanian': ['{n} pasakė auklėtojai {t}.', 'Šeimai paskambinome {d}.', 'Niekas nežiūrėjo nuotraukos.', 'Bylos numeris {r}.', 'Grupėje gali būti {u} mokiniai.', 'Rytoj kalbėsimės dar kartą su vaiku.'],
    'Albanian': ['{n} i tregoi mësueses në orën {t}.', 'Familjen e morëm në telefon më {d}.', 'Askush nuk e ka parë fotografinë.', 'Numri i çështjes është {r}.', 'Mund të jenë {u} nxënës në grup.', 'Nesër flasim përsëri me vajzën.'],
    'Somali': ['{n} waxay u sheegtay macallinka {t}.', 'Qoyska ayaan wacnay {d}.', 'Cidna ma eegin sawirka.', 'Lambarka waa {r}.', 'Waxaa laga yaabaa {u} arday inay kooxda ku jiraan.', 'Berri ayaan mar kale la hadli doonaa.'],
    'Vietnamese': ['{n} đã kể cho cô giáo chủ nhiệm lúc {t}.', 'Chúng tôi gọi cho gia đình ngày {d}.', 'Không ai xem bức ảnh và sẽ không ai xem.', 'Số tham chiếu là {r}.', 'Có thể có {u} học sinh trong nhóm.', 'Ngày mai chúng tôi sẽ nói chuyện lại.'],
    'Yoruba': ['{n} sọ fún olùkọ́ rẹ̀ ní agogo {t}.', 'A pe ẹbí rẹ̀ ní {d}.', 'Kò sí ẹni tí ó wo àwòrán náà.', 'Nọ́mbà ọ̀rọ̀ náà ni {r}.', 'Ó ṣeé ṣe kí akẹ́kọ̀ọ́ {u} wà nínú ẹgbẹ́ náà.'],
    'Russian': ['{n} рассказала классному руководителю в {t}.', 'Мы позвонили родителям {d}.', 'Никто не смотрел на снимок и не будет смотреть.', 'Номер дела {r}.', 'В группе может быть {u} учеников.', 'Завтра мы поговорим с ребёнком ещё раз.'],
    'Ukrainian': ['{n} розповіла класній керівниці о {t}.', 'Ми зателефонували батькам {d}.', 'Ніхто не дивився на світлину.', 'Номер справи {r}.', 'У групі може бути {u} учнів.', 'Завтра поговоримо з дитиною ще раз.'],
    'Bulgarian': ['{n} разказа на класната в {t}.', 'Обадихме се на семейството на {d}.', 'Никой не е гледал снимката.', 'Номерът е {r}.', 'В групата може да има {u} ученици.', 'Утре пак ще говорим с детето.'],
    'Greek': ['Η {n} μίλησε στην καθηγήτρια στις {t}.', 'Τηλεφωνήσαμε στην οικογένεια στις {d}.', 'Κανείς δεν έχει δει τη φωτογραφία.', 'Ο αριθμός είναι {r}.', 'Ίσως είναι {u} μαθητές στην ομάδα.', 'Αύριο θα ξαναμιλήσουμε με το παιδί.'],
    'Arabic': ['أخبرت {n} معلمتها في الساعة {t}.', 'اتصلنا بالأسرة في {d}.', 'لم ينظر أحد إلى الصورة ولن ينظر إليها أحد.', 'رقم المرجع هو {r}.', 'قد يكون هناك {u} تلاميذ في المجموعة.', 'سوف نتحدث معها مرة أخرى غدًا.'],
    'Persian': ['{n} ساعت {t} به معلمش گفت که پیام‌هایی می‌چرخد.', 'در {d} با خانواده تماس گرفتیم.', 'هیچ‌کس عکس را نمی‌بیند و نخواهد دید.', 'شمارهٔ پرونده {r} است.', 'شاید {u} دانش‌آموز در گروه باشند.', 'فردا دوباره صحبت می‌کنیم.'],
    'Urdu': ['{n} نے {t} پر اپنی استانی کو بتایا۔', 'ہم نے {d} کو گھر والوں کو فون کیا۔', 'کسی نے تصویر نہیں دیکھی۔', 'حوالہ نمبر {r} ہے۔', 'گروپ میں {u} طلبہ ہو سکتے ہیں۔', 'کل ہم دوبارہ بات کریں گے۔'],
    'Hebrew': ['{n} סיפרה למחנכת בשעה {t}.', 'התקשרנו למשפחה ביום {d}.', 'אף אחד לא הסתכל בתמונה.', 'מספר התיק הוא {r}.', 'ייתכן שיש {u} תלמידים בקבוצה.', 'מחר נדבר שוב עם הילדה.'],
    'Hindi': ['{n} ने {t} पर अपनी कक्षा अध्यापिका को बताया।', 'हमने {d} को परिवार को फ़ोन किया।', 'किसी ने तस्वीर नहीं देखी है और कोई नहीं देखेगा।', 'संदर्भ संख्या {r} है।', 'समूह में {u} विद्यार्थी हो सकते हैं।', 'कल हम फिर बात करेंगे।'],
    'Bengali': ['{n} {t} টায় শ্রেণী শিক্ষিকাকে জানিয়েছে।', 'আমরা {d} তারিখে পরিবারকে ফোন করেছি।', 'কেউ ছবিটি দেখেনি।', 'সূত্র নম্বর {r}।', 'দলে {u} জন ছাত্র থাকতে পারে।', 'আগামীকাল আবার কথা হবে।'],
    'Punjabi': ['{n} ਨੇ {t} ਵਜੇ ਆਪਣੀ ਅਧਿਆਪਕਾ ਨੂੰ ਦੱਸਿਆ।', 'ਅਸੀਂ {d} ਨੂੰ ਪਰਿਵਾਰ ਨੂੰ ਫ਼ੋਨ ਕੀਤਾ।', 'ਕਿਸੇ ਨੇ ਤਸਵੀਰ ਨਹੀਂ ਦੇਖੀ।', 'ਹਵਾਲਾ ਨੰਬਰ {r} ਹੈ।', 'ਕੱਲ੍ਹ ਅਸੀਂ ਫਿਰ ਗੱਲ ਕਰਾਂਗੇ।'],
    'Tamil': ['{n} {t} மணிக்கு ஆசிரியரிடம் சொன்னாள்.', 'நாங்கள் {d} அன்று குடும்பத்தை அழைத்தோம்.', 'யாரும் படத்தைப் பார்க்கவில்லை.', 'குறிப்பு எண் {r}.', 'குழுவில் {u} மாணவர்கள் இருக்கலாம்.', 'நாளை மீண்டும் பேசுவோம்.'],
    'Chinese': ['{n}在{t}告诉了班主任有人在传消息。', '我们在{d}给家长打了电话。', '没有人看过那张照片，也不会有人去看。', '案件编号是{r}。', '群里可能有{u}名学生。', '明天我们会再和孩子谈一次。'],
    'Japanese': ['{n}さんは{t}に担任の先生に話しました。', '{d}に家族へ電話をかけました。', '写真は誰も見ていませんし、これからも見ません。', '受付番号は{r}です。', 'グループには{u}人の生徒がいるかもしれません。', 'インターネットのグループチャットについて、明日もう一度話します。'],
    'Korean': ['{n} 학생이 {t}에 담임 선생님께 말했습니다.', '{d}에 가족에게 전화했습니다.', '아무도 사진을 보지 않았습니다.', '접수 번호는 {r}입니다.', '단체방에 학생이 {u}명 있을 수 있습니다.', '내일 다시 이야기하겠습니다.'],
    'Thai': ['{n}บอกครูประจำชั้นเมื่อเวลา {t}', 'เราโทรหาครอบครัวเมื่อ {d}', 'ไม่มีใครดูภาพนั้น และจะไม่มีใครดู', 'หมายเลขอ้างอิงคือ {r}', 'ในกลุ่มอาจมีนักเรียน {u} คน', 'พรุ่งนี้เราจะคุยกันอีกครั้ง'],
    'Georgian': ['{n}-მ {t}-ზე უთხრა დამრიგებელს.', 'ოჯახს დავურეკეთ {d}.', 'სურათი არავის უნახავს.', 'ნომერია {r}.', 'ჯგუფში შეიძლება {u} მოსწავლე იყოს.', 'ხვალ ისევ ვილაპარაკებთ.'],
    'Armenian': ['{n}-ը ժամը {t}-ին պատմեց դասղեկին:', 'Մենք զանգահարեցինք ընտանիքին {d}:', 'Ոչ ոք չի նայել նկարին:', 'Գործի համարը {r} է:', 'Վաղը նորից կխոսենք երեխայի հետ:'],
    'Amharic': ['{n} በ{t} ለመምህሯ ነገረች።', 'ለቤተሰቡ በ{d} ደወልን።', 'ማንም ሥዕሉን አላየም።', 'ቁጥሩ {r} ነው።', 'ነገ እንደገና እንነጋገራለን።'],
}

MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July',
          'August', 'September', 'October', 'November', 'December')


def date(rng):
    day, month, year = rng.randrange(1, 29), rng.randrange(12), 2026
    return rng.choice((f'{day} {MONTHS[month]} {year}', f'{day:02}/{month + 1:02}/{year}',
                       f'{day}.{month + 1}.{year}', f'{year}-{month + 1:02}-{day:02}',
                       f'{day}/{month + 1}'))


def time(rng):
    hour, minute = rng.randrange(7, 18), rng.randrange(60)
    return rng.choice((f'{hour}:{minute:02}', f'{(hour - 1) % 12 + 1}.{minute:02}am',
                       f'{(hour - 1) % 12 + 1}:{minute:02}pm', f'{hour:02}{minute:02}'))


def sentence(rng, parts):
    return rng.choice(parts).format(
        n=rng.choice(NAMES), d=date(rng), t=time(rng),
        u=rng.randrange(2, 40), r=rng.choice(REFERENCES))


def compose(rng, language):
    """One text as somebody would write it into a box."""
    parts = LANGUAGES[language]
    count = rng.choice((1, 1, 2, 3, 4, 6, 8, 12, 20))
    blank = '' if language in ('Chinese', 'Japanese', 'Thai') else ' '
    out, codes = [], 0
    for _ in range(count):
        text = sentence(rng, parts)
        while codes > 5 and any(r in text for r in REFERENCES):
            text = sentence(rng, parts)
        codes += any(r in text for r in REFERENCES)
        out.append(text)
    if rng.random() < 0.1 and count > 2:
        return '\n'.join(rng.choice(('- ', '• ', f'{i + 1}. ')) + s
                         for i, s in enumerate(out))
    if rng.random() < 0.05:
        out.append(rng.choice(('😢', '🙏🏽', '👨‍👩‍👧', '🇬🇧 🏴󠁧󠁢󠁷󠁬󠁳󠁿', '❤️❤️❤️', ':-(', '???', '...')))
    text = rng.choice((blank, '\n', blank))
    return (text if text else '').join(out)


def texts(count, seed):
    """(language, text), count of them over all languages."""
    rng = random.Random(seed)
    names = sorted(LANGUAGES)
    for i in range(count):
        language = names[i % len(names)]
        yield language, compose(rng, language)
