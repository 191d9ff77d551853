## The frame of every mail

mail-greeting = Hello,
mail-greeting-name = Hello { $name },
mail-closing = This mail was sent by { $site }. Questions: { $contact }
mail-questions = If you have questions, write to { $contact }.
mail-not-you = If this was not you, there is nothing to do: nothing happens unless the link is used.
mail-link-until = The link works once, until { $until }.

## Labels

mail-fact-call = Call
mail-fact-reference = Reference
mail-fact-received = Received
mail-fact-due = Due
mail-fact-deadline = Your deadline
mail-fact-closed = Closed
mail-fact-reply-by = Reply by
mail-fact-rank = Your place on the list
mail-fact-when = When
mail-fact-new-address = New address
mail-label-letter = The letter
mail-label-reason = Reason
mail-link-application = Open your application
mail-link-reviews = Open your reviews
mail-link-office = Open the office's pages
mail-link-admin = Open the administration
mail-link-sign-in = Sign in
mail-link-reset = Set a new password

## Accounts

mail-confirm-address-subject = Confirm your address for { $office }
mail-confirm-address-body = Somebody, probably you, is registering at { $office } with this address. Confirm that it is yours:
mail-confirm-address-link = Confirm this address

mail-account-exists-subject = You already have an account at { $office }
mail-account-exists-body = Somebody, probably you, tried to register at { $office } with this address. It already has an account, so there is no need to register again.
mail-account-exists-not-you = If this was not you, there is nothing to do: nobody got into your account.

mail-reset-password-subject = Set a new password
mail-reset-password-body = A new password was asked for, for your account at { $office }.
mail-reset-password-link = Set a new password
mail-reset-password-not-you = If this was not you, there is nothing to do: your password stays as it is.

mail-confirm-new-address-subject = Confirm your new address
mail-confirm-new-address-body = Somebody, probably you, is changing the address of an account at { $office } to this one. Confirm that it is yours:

mail-address-changed-subject = The address of your account was changed
mail-address-changed-body = Your account at { $office } now has another address. Mails no longer come to this one.
mail-changed-not-you = If this was not you, write to { $contact } at once.

mail-password-changed-subject = Your password was changed
mail-password-changed-body = The password of your account at { $office } was changed.

mail-account-closed-subject = Your account was closed
mail-account-closed-body = Your account at { $office } was closed, as you asked.

mail-invitation-subject = Invitation: { $scope }
mail-invitation-body = { $inviter } of { $office } invites you to work on { $scope }.
mail-role-admin = As an administrator you look after people, roles, the audit log and exports.
mail-role-officer = As an officer you run calls, from the first application to the last offer.
mail-role-chair = As the chair you release the outcomes that officers recorded.
mail-role-reviewer = As a reviewer you read and score the applications that are assigned to you.
mail-role-given-subject = You have a new role: { $scope }
mail-role-given-body = { $giver } gave you a role for { $scope }. You have it from now on; sign in with your account.
mail-invitation-link = Take the invitation
mail-invitation-not-you = If you do not know what this is about, write to { $contact }.

## Applications

mail-application-received-subject = Application received: { $reference }
mail-application-received-body = Your application to { $call } has arrived.
mail-application-received-editable = You can change it until { $until }.
mail-application-received-next = The office now checks whether it is complete and eligible. You will get a mail when there is something to do and when a decision is made.

mail-application-returned-subject = Action needed: { $reference }
mail-application-returned-body = The office asks you to correct your application to { $call }.
mail-application-returned-note = What the office says
mail-application-returned-sections = Sections that are open for you
mail-application-returned-after = After that moment the application is taken as you last submitted it.
mail-application-returned-link = Correct your application

mail-corrections-received-subject = Corrections received: { $reference }
mail-corrections-received-body = Your corrected application to { $call } has arrived.

mail-document-virus-subject = A virus was found in your file: { $reference }
mail-document-virus-body = A virus was found in the file “{ $file }” that you gave for “{ $question }”. Nobody can open it.
mail-document-lost-subject = A file of yours could not be kept: { $reference }
mail-document-lost-body = The file “{ $file }” that you gave for “{ $question }” could not be kept.
mail-document-refused-again = Remove it from your application. Check your computer for viruses, and upload a file without one.
mail-document-refused-late = Your application cannot be changed now. Write to { $contact } about another file.
mail-link-document = Give another file

mail-return-expired-subject = The time for corrections is over: { $reference }
mail-return-expired-body = Corrections were due { $due }. Your application is taken as you last submitted it.

mail-found-ineligible-subject = Your application is not eligible: { $reference }
mail-found-ineligible-body = Your application to { $call } does not meet the rules of the call and is not considered further.
mail-found-ineligible-after = If you think that this is a mistake, write to { $contact }.

mail-reinstated-subject = Your application is considered again: { $reference }
mail-reinstated-body = The office looked at your application to { $call } again. It is eligible and is considered further.

mail-extended-subject = You have more time: { $reference }
mail-extended-body = The office gave you more time for your application to { $call }.
mail-extended-reopened = The office gave you more time for your application to { $call }. Your draft is open again.

mail-withdrawn-subject = Application withdrawn: { $reference }
mail-withdrawn-body = You withdrew your application to { $call }.
mail-withdrawn-by-office = The office withdrew your application to { $call } for you.
mail-withdrawn-undo = If this was a mistake, write to { $contact }: it can be undone until { $until }.

mail-withdrawal-undone-subject = Your application is back: { $reference }
mail-withdrawal-undone-body = The withdrawal of your application to { $call } was undone. It stands where it stood before.

mail-draft-saved-subject = Your draft is saved: { $reference }
mail-draft-saved-body = You have begun an application to { $call }. It is saved as you go on; nobody reads it until you submit it.

mail-draft-waiting-subject = Not yet submitted: { $reference }
mail-draft-waiting-body = The deadline of { $call } is near, and your application is still a draft. A draft is not considered.
mail-draft-waiting-done = { $done } of { $all } sections are completed.
mail-draft-waiting-else = If you no longer want to apply, there is nothing to do, or you can delete the draft.

mail-round-near-subject = Before the next round: { $reference }
mail-round-near-body = { $call } is reviewed in rounds. Your application is still a draft; it joins the next round if you submit it by this day.
mail-round-near-next = What you submit later is reviewed in the round of { $day }. If you no longer want to apply, there is nothing to do, or you can delete the draft.
mail-fact-round = Next round, for what is submitted by

mail-draft-lapsed-subject = Not submitted: { $reference }
mail-draft-lapsed-body = The deadline of { $call } passed before your application was submitted. It is not considered.
mail-draft-lapsed-after = If something kept you from submitting, write to { $contact }.

## Outcomes

mail-outcome-subject = The outcome of your application: { $reference }
mail-offer-made-subject = You are offered a place: { $reference }
mail-offer-made-body = You are offered a place in { $call }.
mail-offer-made-promoted = A place in { $call } became free. It is offered to you.
mail-offer-made-after = Accept or decline on the page of your application. Without an answer by then the offer ends and the place goes to somebody else.
mail-offer-made-link = Answer the offer

mail-offer-changed-subject = Your offer has changed: { $reference }
mail-offer-changed-body = The office changed your offer of a place in { $call }. This letter takes the place of the earlier one.

mail-waiting-list-body = You are on the waiting list of { $call }.
mail-waiting-list-after = If a place becomes free and it is your turn, you will get a mail with an offer. There is nothing to do until then.

mail-not-selected-body = Your application to { $call } was not selected.

mail-offer-expired-subject = Your offer has ended: { $reference }
mail-offer-expired-body = The time to answer the offer of a place in { $call } is over, and the offer has ended.
mail-offer-expired-after = If you tried to answer in time, write to { $contact }.

mail-offer-rescinded-subject = Your offer was taken back: { $reference }
mail-offer-rescinded-body = The office took back the offer of a place in { $call }.

mail-offer-accepted-subject = You accepted the offer: { $reference }
mail-offer-accepted-body = You accepted the place in { $call }.
mail-offer-accepted-after = The page of your application says what comes next.

mail-offer-declined-subject = You declined the offer: { $reference }
mail-offer-declined-body = You declined the place in { $call }. It goes to somebody else.
mail-offer-declined-after = If this was a mistake, write to { $contact } at once.

mail-place-confirmed-subject = Your place is confirmed: { $reference }
mail-place-confirmed-body = All conditions are met. Your place in { $call } is confirmed.

mail-place-deferred-subject = Your place was deferred: { $reference }
mail-place-deferred-body = Your place in { $call } was moved to a later call.

mail-place-resumed-subject = Your deferred place is taken up: { $reference }
mail-place-resumed-body = Your place in { $call } was deferred and is now yours again. The page of your application says what comes next.

## Reviewers

mail-assignments-given-subject = { $count ->
    [one] One application to review: { $call }
   *[other] { $count } applications to review: { $call }
}
mail-assignments-given-body = { $count ->
    [one] One application to { $call } is assigned to you for review.
   *[other] { $count } applications to { $call } are assigned to you for review.
}
mail-assignments-given-conflict = Before you can read an application you are asked whether you have a conflict of interest with it.

mail-assignment-taken-back-subject = Reviews taken back: { $call }
mail-assignment-taken-back-body = { $count ->
    [one] One application to { $call } is no longer assigned to you.
   *[other] { $count } applications to { $call } are no longer assigned to you.
}

## Staff

mail-release-waiting-subject = Outcomes wait for release: { $call }
mail-release-waiting-body = { $count ->
    [one] { $asked } asks you to release one recorded outcome of { $call }.
   *[other] { $asked } asks you to release { $count } recorded outcomes of { $call }.
}
mail-release-waiting-link = Look at the outcomes

mail-conflict-declared-subject = Conflict of interest: { $reference }
mail-conflict-declared-body = { $reviewer } declared a conflict of interest with application { $reference } to { $call } and does not review it.
mail-conflict-declared-link = Open the application

## Hosts

mail-fact-post = Post
mail-label-question = The question
mail-link-hosting = Open the hosting pages
mail-link-applicant = Look at the applicant
mail-link-provincial = See the posts of your province
mail-role-provincial = As an officer of a province you check the posts of its hosts before they are shown.
mail-role-host = As a contact of a host institution you write its posts and answer the applicants who choose them.

mail-post-offered-subject = A post to check: { $call }
mail-post-offered-body = { $host } offers a post in { $call }. It is shown once an officer has checked it.
mail-post-offered-link = Check the post

mail-post-shown-subject = Your post is shown: { $post }
mail-post-shown-body = The office checked your post in { $call }. From now on everybody sees it.
mail-post-shown-link = See the post

mail-post-sent-back-subject = Your post was sent back: { $post }
mail-post-sent-back-body = The office looked at your post in { $call } and asks you to change it. Until it is checked again it is not shown.
mail-post-sent-back-link = Change the post

mail-host-asked-subject = An applicant chose your post: { $reference }
mail-host-asked-body = An applicant to { $call } chose your post. You can ask questions, consent with a Letter of Consent, or refuse.

mail-consent-given-subject = A host consents to receive you: { $reference }
mail-consent-given-body = { $host } consents to receive you and has issued a Letter of Consent.
mail-consent-given-after = Your choice of a host is now fixed. The letter is on the site, in English and Chinese, and can be printed.
mail-consent-given-link = Open the Letter of Consent

mail-consent-refused-subject = A host cannot receive you: { $reference }
mail-consent-refused-body = { $host } does not consent to receive you.
mail-consent-refused-after = If no other host is considering your application, you can choose another post on its page.

mail-consent-ended-subject = Letter of Consent no longer valid: { $number }
mail-consent-ended-body = The application that letter { $number } was given for in { $call } was withdrawn. The letter is no longer valid and the place of the post is free.

mail-host-question-asked-subject = A host asks you something: { $reference }
mail-host-question-asked-body = { $host } has a question about your application.
mail-host-question-asked-link = Answer the question

mail-host-question-answered-subject = The applicant answered: { $reference }
mail-host-question-answered-body = An applicant to { $call } answered your question.

mail-co-writer-invited-subject = { $applicant } invites you to write along
mail-co-writer-invited-edit = { $applicant } applies to { $call } and invites you to read the application and to write in it.
mail-co-writer-invited-view = { $applicant } applies to { $call } and invites you to read the application.
mail-co-writer-how = Sign in with this mail address, or create an account with it. If you do not know the applicant, leave this mail alone: nobody sees anything of you.
mail-co-writer-link = See the invitation
mail-co-writer-removed-subject = You no longer write with { $applicant }
mail-co-writer-removed-body = { $applicant } has ended your part in the application to { $call }. You need not do anything.
mail-co-writer-answered-subject = Writing together: { $reference }
mail-co-writer-accepted = { $person } writes along in your application now.
mail-co-writer-declined = { $person } declined to write along in your application.
mail-co-writer-left = { $person } no longer writes along in your application.
mail-co-writers-link = See who writes with you

# Pairs: both sides of a project
mail-pair-agrees-subject = Both sides agree: { $reference }
mail-pair-agrees = Both sides of your project have applied, and they agree. The application of the other side is { $other }.
mail-pair-agrees-next = You need not do anything. Whoever changes the application later keeps to what is agreed.
mail-pair-differs-subject = The two sides differ: { $reference }
mail-pair-differs = Both sides of your project have applied, and they differ. The application of the other side is { $other }. The page of your application says in what.
mail-pair-differs-next = Agree on it with your partner, and correct it in either application, or in both, by { $until }.
mail-pair-differs-wait = The office looks at it, and writes to you if you have to correct something.
mail-pair-unconfirmed-subject = The other side is to confirm: { $reference }
mail-pair-unconfirmed = You gave { $other } as the application of the other side. It does not give your reference number yet.
mail-pair-unconfirmed-next = Tell your partner your reference number, so that it is entered there.
