# What `sojourn check` says of a rule that is broken.

check-offer = An application with an offer to answer has exactly one live offer, and no other application has one
check-places = A call gives no more places than it has
check-reviewer = A review that counts is by the reviewer it was asked of, who has no conflict with the application and is not its applicant
check-post-places = A post has no more consents than places, and counts them rightly
check-quota = An authority endorses no more than its quota, and counts its endorsements rightly
check-country-quota = A country has no more endorsed candidates than the call lets it have, and each of them counts for a country
check-rank = The ranks of an authority are 1, 2, 3 and so on, of those whom it endorses
check-consent = A valid letter of consent belongs to a choice that the host consents to, and every such choice has one
check-score = The number of reviews in the lists is the number of reviews that count
check-letter = A released decision has the letter of its own outcome
check-letter-of-reference = No letter of reference came in after it was cancelled
check-document-state = A document that is given out is clean, or unscanned where there is no scanner
check-document-file = The file of every document is stored and unchanged
check-complete = An application that was handed in has every section complete
check-mail = No mail waits more than 15 minutes after it was due
check-tally = The kept counts of applications are those of the rows
check-reference-once = A reference number is given once
check-reference = An application that was handed in has a reference number and the time of its submission
check-revision = An application that was handed in has its revision
check-event = An application that was handed in has its submission on record
check-receipt = An application that was handed in has its receipt among the mails
check-state = An application stands where its last event led
check-done = { $count ->
    [0] Every rule holds
    [one] { $count } thing breaks a rule
   *[other] { $count } things break a rule
  }
