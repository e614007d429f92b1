import type { Script } from './script.js';

const mail = { medium: 'email', language: 'en' } as const;

/** Letters in English. Greeting and closing are the writer's own (see the person's manner). */
export const englishMails: readonly Script[] = [
  {
    ...mail,
    tags: ['delivery'],
    subject: [
      'Where is my parcel? Order {order}',
      'Order {order} has not arrived',
      'Parcel {order} went missing?',
    ],
    opening: [
      [
        'I ordered two bags of {coffee} on {day}, and the tracking page has said "in the depot" ever since. I am down to the last spoon of the old bag, so this is slowly becoming a question of household peace.\n\nCould you find out where it is?',
        'the tracking of my order {order} has not moved for four days. It seems to be having a nice time in a depot near {city}. Is there anything you can do from your side, or should I just wait?',
        'quick question about {order}: I got the "out for delivery" message on {day} and then nothing. No card in the letterbox, nothing with the neighbours. Do you see more than I do?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nI am sorry, and I know that depot by now. I have just asked the carrier to trace it. To keep the peace in your household, a new parcel with {coffee} leaves here this afternoon, and if the first one turns up after all, please keep it.',
          'Hi {first},\n\nthank you for telling us. The label was scanned once and then never again, so I would not wait for it. I have packed your order a second time, roasted yesterday, and it goes out today. You do not have to do anything.',
        ],
        reaction: [
          [
            'That is wonderfully quick, thank you! I will let you know when it is here.',
            'oh, that is kind. I did not expect a second parcel. Thank you!',
            'The new one has just arrived, two days earlier than promised. And an hour later so did the old one. We are rich. Thanks a lot!',
          ],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Wrong grind in my order', 'Order {order}: beans instead of ground'],
    opening: [
      [
        'my parcel came today, thank you for the handwritten card! There is just one thing: I had asked for {grind}, and what I got is whole beans. I do not own a grinder, and my attempt with the blender is best forgotten.',
        'a small mix-up in {order}: the {coffee} should have been {grind}, but these are whole beans. No drama, I would just like to drink some before the weekend.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nthat was our mistake, the order says {grind} loud and clear. A freshly ground bag is on its way to you. Keep the beans, perhaps a neighbour with a grinder is in need of a reason to be nice to you.',
          'Hi {first},\n\nsorry about that! I have ground a new bag myself ({grind}, checked twice) and put it in the post. Please do not send the other one back.',
        ],
        reaction: [
          [
            'Great, thank you. One more thing: can I set the grind once for all further orders? I always forget to choose it.',
          ],
        ],
      },
      {
        answer:
          'Hi {first},\n\nyes, I have noted {grind} on your account, so it is chosen by itself from now on. You can still change it in the basket whenever you like.',
      },
    ],
  },
  {
    ...mail,
    tags: ['subscription'],
    subject: [
      'Pausing my subscription',
      'Bean post: pause until further notice',
      'Subscription, going away for a while',
    ],
    opening: [
      [
        'we are going to be away for six weeks, and I would rather not come home to a pile of coffee in front of the door, however good it smells. Can the subscription be paused until then? I could not find it on the page.',
        "I have collected five unopened bags, which is nobody's fault but mine. Could you pause the monthly delivery of {coffee} for two months, please?",
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\ndone, your subscription sleeps. You will get a mail a week before it wakes up, and you can put it back to sleep with one click there. Have a good time!',
          'Hi {first},\n\nof course. I have paused it; nothing is charged in the meantime. If the five bags are getting old, they make a very decent cold brew.',
        ],
        reaction: [
          [
            'Perfect, thank you!',

            'Cold brew it is. Thank you, {member}!',
          ],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['subscription'],
    subject: ['Change of address for the bean post', 'New address'],
    opening: [
      [
        'I have moved! Please send my subscription to the new address from now on:\n\n{name}\nWeaver Lane 14\n{city}\n\nThe next delivery should be due in a few days, I hope this is in time.',
        'could you change the address of my subscription? The new one is Mill Street 3, {city}. Same person, same thirst.',
      ],
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nwelcome to the new place! The address is changed, and it is in time: the next roast for you is on {day}. I have put a small bag of Zweite Tasse on top, for the boxes that still have to be unpacked.',
        reaction: [['Oh, how nice of you! Thank you.', 'You people are the best. Thank you!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['guarantee'],
    file: 'photo',
    subject: ['The crank of my grinder has come loose', 'Mühlrad grinder: wobbly crank'],
    opening: [
      [
        'after eight months of faithful service my Mühlrad has developed a wobble. The crank sits loosely on the axle, and every third turn it slips. I have attached a picture, I hope it shows what I mean.\n\nIs this something I can fix at home?',
        'I love my grinder dearly, but since this week the crank comes off in my hand (see the photo). I have not dropped it, I promise. What would you advise?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nthank you for the picture, that makes it easy: the little grub screw inside the crank has worn out. I am sending you a new one and the key for it. It takes two minutes. If it still slips afterwards, you get a new crank.',
          'Hi {first},\n\noh, we know that one: the first series had a screw that was too soft. A new crank is in the post to you, at no charge of course. The old one may retire.',
        ],
        reaction: [['Thanks for the quick help! Shall I send the old part back, or do you not need it?']],
      },
      {
        answer: 'Hi {first},\n\nno need, it can go into the scrap metal. Enjoy the grinder!',
      },
    ],
  },
  {
    ...mail,
    tags: ['guarantee'],
    subject: ['Kettle does not switch off', 'A question about the gooseneck kettle'],
    opening: [
      'my kettle has a mind of its own. It used to switch off at the temperature I had set, and now it goes on boiling until I come running. It is fourteen months old. Is that still within the guarantee, or shall I look for a repair shop?',
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nplease unplug it and do not use it for now. It is well within our two years. I have attached nothing but good intentions: the return label comes in a separate mail in a minute, and a new kettle leaves us as soon as yours is on its way.',
        reaction: ['The label is here, the kettle is packed. Do I have to put the base in as well?'],
      },
      {
        answer: 'Hi {first},\n\nyes please, both parts: the fault is nearly always in the base.',
        reaction: [['Then I will open the box again. Thanks!', 'All right, will do.']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['wholesale'],
    subject: ['Coffee for our office, about 30 people', 'Enquiry: coffee for an office of {count}'],
    opening: [
      [
        'we are a small architecture office ({count} people, one machine, strong opinions) and would like to get our coffee from you. What would you recommend for a fully automatic machine, and what are your terms for about ten kilos a month?\n\nAn invoice with 14 days would be important for us.',
        'we have outgrown the supermarket shelf. For {count} people we need somewhere between eight and twelve kilos a month, and somebody who tells us what goes well with a machine that has seen better days. Could you send us an offer?',
      ],
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nthat sounds like a good problem. For a fully automatic machine I would start with Morgenpost: not too dark, forgiving, and nobody has ever complained on a Monday. From eight kilos a month you get it at 19 % below the shop price, delivered in two lots so that it stays fresh, with an invoice at 14 days.\n\nShall I send you a kilo to try?',
        reaction: [
          [
            'Yes please, a kilo to try would be great. Our address is in the signature. Could you also send something without caffeine? Two of us are not allowed any.',
          ],
        ],
      },
      {
        answer:
          'Hi {first},\n\nboth are on their way: a kilo of Morgenpost and half a kilo of Kleine Pause, our decaf. I am curious about the vote.',
        reaction: [
          [
            'The vote: 21 for, 3 against, one for tea. We would like to begin with ten kilos from next month!',
            'Everybody is happy, even the accountant. What do you need from us to get started?',
          ],
        ],
      },
      {
        answer:
          'Hi {first},\n\nwonderful! I have set it up: ten kilos a month, first delivery on the first Tuesday. All I need is the address for the invoices.',
      },
    ],
  },
  {
    ...mail,
    tags: ['invoice'],
    subject: ['Invoice for order {order}', 'Could I have an invoice with our company name?'],
    opening: [
      [
        'our bookkeeping would like an invoice for {order} that names the company and not me. Is that still possible after the fact? The name is "Halden & Ruhr Drafting, {city}".',
        'I need the invoice of {order} once more, the link in the mail has expired. A plain PDF is fine.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nthat is possible. The corrected invoice is on its way to you from our bookkeeping, with the same number and an A behind it. Please tear up the old one.',
          'Hi {first},\n\nof course, here you go: I have sent the PDF again, and the new link works for a year.',
        ],
        reaction: [['Got it, thanks.', 'Received, and bookkeeping smiles. Thank you.']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['workshop'],
    subject: ['Espresso school: are there places left?', 'Saturday school on the {date}'],
    opening: [
      [
        'a friend and I would like to come to your espresso school. The page says "sold out" for all three dates. Is there a waiting list, or a secret fourth one?',
        'I have booked the workshop for the {date} and find that I am expected at a wedding on the same day. Can I change to the next date? Or pass my place on?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nthere is, and you are on it now. We are planning another Saturday at the end of next month; people on the list hear about it a day before everybody else.',
          'Hi {first},\n\nboth are fine. I have moved you to the next Saturday; in case that does not suit you either, just give the place to somebody you like.',
        ],
        reaction: [['Perfect. One question: do we have to bring anything?']],
      },
      {
        answer:
          'Hi {first},\n\nonly clothes that can take a bit of milk, and a light lunch in you. See you then!',
      },
    ],
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Which coffee for a moka pot?', 'A question before I order', 'Help me choose'],
    opening: [
      [
        'I make my coffee in an old moka pot and like it strong, but not bitter. My usual beans taste of ashtray lately. What would you take from your shelf?',
        'I have had {coffee} three times in a row now and would like to try something different without falling off a cliff. I drink it from a filter, without milk. What is the next step?',
        'is there anything in your range that goes well with oat milk and does not taste of porridge afterwards? We own a small espresso machine with more good will than pressure.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nfor the moka pot I would take Nachtzug, ground a touch coarser than for espresso. And use hot water in the lower part, so that the coffee is not cooked before it is brewed: that alone takes away most of the ashtray.',
          'Hi {first},\n\nthen try Gipfelbuch: it is as calm as {coffee}, with a little more orange in it. If you would like a small adventure afterwards, Regenzeit is waiting.',
          'Hi {first},\n\nMorgenpost is your friend: enough chocolate to stand up to the oats. If your machine has little pressure, grind a little finer and take your time.',
        ],
        reaction: [
          [
            'The trick is worth gold, the first cup this morning was already better. And Nachtzug is ordered!',
            'Thank you, I have just ordered a bag. I will report!',
            'Ordered! I am curious already.',
          ],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['praise'],
    subject: ['Just wanted to say thank you', 'A compliment'],
    opening: [
      [
        'I hardly ever write such mails. But somebody in your packing room wrote "for the Monday" on my bag, and it was exactly that kind of Monday. Please tell them that it made my day.',
        "your {coffee} was served at my sister's wedding, and three people asked the caterer for the name of the coffee before they asked for the name of the cake. Thought you would like to know.",
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nI have read this out in the packing room. There was applause, and Levin blushed. Thank you for writing!',
          'Hi {first},\n\nthank you, that hangs beside the roaster now. All the best to your sister!',
        ],
      },
    ],
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['I have been charged twice', 'Two payments for {order}'],
    opening: [
      'my bank shows two payments for {order}, {amount} each, both on {day}. I am fairly sure that I clicked only once, although I had not had any coffee yet. Could you look into that?',
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nyou clicked once, our shop counted twice. I am sorry! The second payment goes back to you today; banks take two or three days to show it.',
        reaction: [
          [
            'It is back on my account. Thank you for sorting it out so quickly.',
            'Thanks, then I will wait for a few days.',
          ],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Gift voucher not arrived', 'The voucher for my brother'],
    opening: [
      "I bought a voucher for my brother's birthday, which is on {day}. It should have come by mail at once, but there is nothing, not even between the advertisements. Can you send it again, perhaps to me, so that I can print it?",
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nthere was a typing error in the address, a comma where the dot belongs. I have sent it to you just now. There is a version for folding in there too, it looks like a small coffee bag.',
        reaction: [
          ['Folded, wrapped, saved. Thank you!', 'Thanks! The folding took me an hour, but it is beautiful.'],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Allergies: is there anything in it but coffee?', 'Traces of nuts?'],
    opening: [
      'a short question, as my daughter is allergic to hazelnuts: you write "notes of hazelnut" on {coffee}. Is that only the taste, or could there be traces?',
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nonly the taste, nothing is added: the bag holds coffee and nothing else. We keep no nuts in the roastery. In the café on the other side of the yard there is nut cake, but no coffee is packed there.',
        reaction: [['That is what I was hoping for. Thank you for the thorough answer.']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: [],
    subject: ['Do you hire in summer?', 'Work in the café during the holidays'],
    opening: [
      'I study landscape planning in {city} and am looking for work from June to September. I have two years behind the bar of a small café, can steam milk without screaming noises and get up early of my own free will. Do you need anybody?',
    ],
    exchanges: [
      {
        answer:
          'Hi {first},\n\nsomebody who gets up early of their own free will is always welcome. Could you come by for a trial morning? Wednesday or Thursday next week from seven, breakfast is on us.',
        reaction: ['Thursday would be great! Shall I bring anything besides myself?'],
      },
      { answer: 'Hi {first},\n\njust closed shoes. See you on Thursday, ring at the yard door!' },
    ],
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['The coffee tastes sour', 'Not quite happy with {coffee}'],
    opening: [
      [
        'I have been struggling with {coffee} for a week. Whatever I do, it tastes sour, like biting into a grapefruit. With the blend before I had no such problem. Is it me, or is it the bag?',
        'perhaps it is just not my coffee, but the new bag of {coffee} (roasted on the {date}) is far more sour than the last one. Did you change anything?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hi {first},\n\nneither of you: this harvest needs a little more heat. Try water just off the boil and a slightly finer grind. If it is still grapefruit after that, tell me, and I will send you something rounder instead.',
          'Hi {first},\n\ngood tongue! The new harvest came in brighter, and we roasted it a shade too shyly at first. The later batches are rounder. I am sending you a bag from this week, with our apologies.',
        ],
        reaction: [
          ['It is better now, but still not for me, I am afraid. Would you have something rounder?'],
        ],
      },
      {
        answer:
          'Hi {first},\n\nthen Zweite Tasse is on its way to you. It has not a single grapefruit in it.',
      },
    ],
  },
];
