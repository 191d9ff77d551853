# The applicant's pages.
applications-begin = Start your application
applications-begin-intro = You can begin at once. Everything is kept as you go, and you can come back until the call closes.
applications-title = My applications
applications-none = You have no applications yet
applications-none-hint = Choose a call to begin. What you write is saved as you go.
applications-see-calls = See all calls
applications-reference = Reference { $reference }
applications-closes = Closes
applications-call-not-open = This call takes no applications now.
applications-back-to-tasks = Your application
applications-your-application = Your application
applications-application = Application { $reference }
applications-office-asks = The office asks you to correct this
applications-due = Send your corrections by
applications-remove-file = Remove
applications-replace-file = Replace this file
applications-choose-file = Choose a file
applications-choose-files = Add files
applications-files-full = No more files can be added here. To give another one, remove one first.
applications-upload = Upload
applications-file-limit = { $formats }, up to { $size } MB{ $pages ->
    [0] {""}
    [one] {" "}and 1 page
   *[other] {" "}and { $pages } pages
}{ $files ->
    [one] {""}
   *[other] {" "}each. At most { $files } files
}
applications-file-facts = { $format }{ $pages ->
    [0] {""}
    [one] , 1 page
   *[other] , { $pages } pages
}, { $size } kB
applications-save-and-return = Save and return to the list
applications-section-is-locked = This section cannot be changed now.
applications-section-done = Have you completed this section?
applications-cannot-be-changed-now = This application can no longer be changed.
applications-saved-at = Saved at { $time }
applications-not-kept-elsewhere = Not saved: this page was changed in another window. Press Continue to see both.
applications-not-kept-offline = Not saved yet: there is no connection. We try again.
applications-not-kept-out = Not saved: you were signed out. Press Continue to sign in; what you typed comes along.
applications-could-not-be-saved = Your answers could not be saved. They are still below. Save them again in a few minutes.
applications-changed-elsewhere = This section was saved in another window while you were writing. Below is what you typed here. Compare it with the other window, then save again.
applications-eligibility-title = Can you apply?
applications-change-answers = Change my answers
applications-not-eligible-title = You cannot apply to this call
applications-not-eligible-lead = From your answers, this call is not open to you. Nothing was saved.
applications-not-eligible-why = Why
applications-not-eligible-next = What you can do
applications-not-eligible-contact = If one of your answers was not right, go back and change it. If you think the rule is applied wrongly, write to the office.
applications-done = { $done } of { $all } sections completed
applications-unsubmitted-changes = You have changes that you have not submitted. The office sees your application as you last submitted it.
applications-completed = Completed
applications-incomplete = Incomplete
applications-not-started = Not yet started
applications-later-heading = To complete your acceptance
applications-later-lead = Only the office reads what you answer here. You can change it until the office confirms your place.
applications-locked = Locked
applications-send-it = Submit
applications-check-and-submit = Check your answers and submit
applications-ready = Ready
applications-cannot-start = Cannot start yet
applications-see-all-answers = See all answers
applications-delete-draft = Delete this draft
applications-withdraw = Withdraw this application
applications-check-title = Check your answers
applications-answers-title = Your answers
applications-change = Change
applications-not-provided = Not provided
applications-submit-heading = Submit your application
applications-submit-hint = By submitting you confirm that your answers are true and complete.
applications-submit = Submit application
applications-submit-changes = Submit changes
applications-submit-corrections = Submit corrections
applications-submit-too-late = The call closed on { $closed }. Your application was not submitted. If something stopped you from submitting in time, write to the office at once.
applications-submitted-title = Application submitted
applications-your-reference = Your reference number is
applications-submitted-receipt = We have sent a receipt to { $email }.
applications-what-next = What happens next
applications-next-screening = The office checks whether your application is complete and eligible.
applications-next-nomination = Your nominating authority is asked whether it endorses you. It can answer until
applications-next-edit = You can change your application until
applications-round-now = What you submit by { $day } is reviewed in the round of that day.
applications-next-round = It is reviewed in the round of { $day }, together with everything that is submitted by that day.
applications-next-review = Reviewers read it after the call has closed.
applications-next-mail = We write to you by email at each step. You can also see where it stands on the page of your application.
applications-questions = Questions? Write to
applications-go-to-status = Go to your application
applications-print-copy = Print a copy
applications-since = since
applications-offer-waits = You have an offer
applications-reply-by = Reply by
applications-read-offer = Read the offer and reply
applications-change-application = Change your application
applications-letter = Letter
applications-feedback = Comments from reviewers
applications-timeline = What happened
applications-withdraw-title = Withdraw your application?
applications-withdraw-lead = { $days ->
    [one] The office can take the withdrawal back for 1 day if you ask.
   *[other] The office can take the withdrawal back for { $days } days if you ask.
} After that it is final.
applications-withdraw-reason = Why do you withdraw?
applications-withdraw-button = Withdraw application
applications-withdrawn-flash = Your application is withdrawn.
applications-delete-title = Delete this draft?
applications-delete-lead = Everything you typed and uploaded here is deleted at once. This cannot be undone.
applications-delete-button = Delete draft
applications-deleted-flash = The draft is deleted.
applications-only-drafts-are-deleted = Only a draft can be deleted. Withdraw the application instead.
applications-undo-too-late = A withdrawal can be taken back for { $days } days only.
applications-undo-no-place = The place has gone to somebody else, so the withdrawal cannot be taken back.
applications-offer-title = Your offer
applications-offer-question = Do you accept this place?
applications-offer-accept = Yes, I accept the place
applications-offer-decline = No, I decline the place
applications-offer-choose = Select whether you accept the place
applications-offer-reason = Why do you decline?
applications-offer-reason-hint = Only if you decline. It helps us to plan the next call.
applications-send-answer = Send answer
applications-accepted-flash = You have accepted the place.
applications-declined-flash = You have declined the place.
offers-another-place-is-held = You hold a place in another call of this programme. Withdraw there first.
offers-reply-by-must-be-later = Enter a date in the future
offers-no-offer-to-answer = There is no offer to answer.
offers-reply-by-is-over = The time to reply is over.

# States as the applicant reads them.
status-draft = Draft
status-lapsed = Not submitted
status-submitted = Received
status-returned = Action needed
status-ineligible = Not eligible
status-in-review = Under review
status-offered = Offer
status-waitlisted = Waiting list
status-rejected = Not selected
status-accepted = Accepted
status-confirmed = Place confirmed
status-deferred = Deferred
status-on-exchange = On exchange
status-completed = Completed
status-terminated = Ended early
status-declined = Declined
status-offer-expired = Offer expired
status-offer-rescinded = Offer taken back
status-withdrawn = Withdrawn
status-meaning-draft = You have not submitted this application yet.
status-meaning-lapsed = The call closed before this application was submitted.
status-meaning-submitted = We have your application and check whether it is complete and eligible.
status-meaning-returned = The office asks you to correct something.
status-meaning-ineligible = The office found that this call's rules do not allow your application. The reason is below.
status-meaning-in-review = Reviewers read your application. We write to you when there is a result.
status-meaning-offered = You are offered a place. Reply in time to keep it.
status-meaning-waitlisted = There is no place for you yet. If one becomes free and you are next, we write to you at once.
status-meaning-rejected = You were not selected in this call.
status-meaning-accepted = You have accepted the place. The office now checks the remaining conditions.
status-meaning-confirmed = Everything is in place for your exchange.
status-meaning-deferred = Your place has moved to a later call.
status-meaning-on-exchange = Your exchange has begun.
status-meaning-completed = Your exchange is completed.
status-meaning-terminated = Your exchange ended early.
status-meaning-declined = You have declined the place.
status-meaning-offer-expired = The offer was not answered in time.
status-meaning-offer-rescinded = The office has taken the offer back.
status-meaning-withdrawn = You have withdrawn this application.

# The timeline, in the applicant's words.
timeline-refused = A submission was refused
timeline-submit = You submitted the application
timeline-amend = You submitted changes
timeline-lapse = The call closed before the application was submitted
timeline-reopen = The office gave you more time
timeline-return = The office asked for corrections
timeline-resubmit = You submitted corrections
timeline-return-expired = The time for corrections ended; the application stands as you submitted it
timeline-mark-ineligible = The office found the application not eligible
timeline-reinstate = The office took that finding back
timeline-open-review = The review began
timeline-close-review = The review ended
timeline-reopen-review = The review began again
timeline-record-decision = A decision was recorded
timeline-amend-decision = A decision was changed
timeline-release-offer = You were offered a place
timeline-release-waitlist = You were put on the waiting list
timeline-release-rejection = You were not selected
timeline-accept = You accepted the place
timeline-decline = You declined the place
timeline-expire = The offer expired
timeline-change-offer = The office changed the terms of the offer
timeline-rescind = The office took the offer back
timeline-reinstate-offer = You were offered a place again
timeline-promote = A place became free and was offered to you
timeline-close-waitlist = The waiting list ended without a place
timeline-conditions-met = Your place was confirmed
timeline-conditions-failed = A condition could not be met and the offer ended
timeline-defer = Your place was deferred
timeline-resume = Your deferred place was taken up
timeline-start = Your exchange began
timeline-complete = Your exchange was completed
timeline-end-early = Your exchange ended early
timeline-withdraw = The application was withdrawn
timeline-undo-withdraw = The withdrawal was taken back

# Fields of a form that every programme shares.
form-choose-country = Choose a country
form-choose-field = Choose a field
form-other-country = Another country
form-agreed = Agreed
form-not-agreed = Not agreed
form-consented = Consent given
form-not-consented = Consent not given

reuse-title = Use an earlier application
reuse-link = Use what you answered before
reuse-hint = You have applied before.
reuse-lead = What you answered and uploaded in an earlier application can be copied into this one. Nothing that you have typed here is replaced.
reuse-none = You have no other application to take answers from.
reuse-which = From which application?
reuse-shown = Shown below
reuse-nothing = Nothing comes over
reuse-nothing-hint = Everything that both applications ask for is answered here already, or does not fit.
reuse-comes-over = What comes over
reuse-files = Files
reuse-left = What you answer anew
reuse-look-through = Declarations, consents, referees and choices of hosts never come over. Look through each section afterwards: something may have changed.
reuse-take = Copy { $answers ->
    [0] {""}
    [one] 1 answer
   *[other] { $answers } answers
}{ $files ->
    [0] {""}
    [one] { $answers ->
        [0] 1 file
       *[other] {" "}and 1 file
    }
   *[other] { $answers ->
        [0] { $files } files
       *[other] {" "}and { $files } files
    }
}
reuse-start-empty = Start with empty pages
reuse-done = { $answers ->
    [one] 1 answer was
   *[other] { $answers } answers were
} copied{ $files ->
    [0] {""}
    [one] , and 1 file
   *[other] , and { $files } files
}. Look through each section: something may have changed.{ $left ->
    [0] {""}
    [one] {" "}One file could not be copied; add it in its section.
   *[other] {" "}{ $left } files could not be copied; add them in their sections.
}
reuse-file-later = { $name } can be copied in an hour: you have sent many files
reuse-file-too-large = { $name } is larger than is taken here
