# Host institutions: hosts, posts, choices, consents, questions.

## Hosts, for admins
hosting-hosts-title = Hosts
hosting-add-host = Add a host
hosting-add-host-button = Add host
hosting-find-host = Name of a host
hosting-no-hosts = No host
hosting-no-hosts-hint = Add the first host institution below. Its contacts then write its posts.
hosting-host-name = Name in English
hosting-host-native-name = Name in Chinese
hosting-host-kind = What it is
hosting-kind-university = University
hosting-kind-institute = Research institute
hosting-kind-enterprise = Enterprise
hosting-kind-hospital = Hospital
hosting-kind-park = Science park or incubator
hosting-province = Province
hosting-choose-province = Choose a province
hosting-city = City
hosting-website = Address on the web
hosting-website-hint = It begins with https://
hosting-about = What the host does
hosting-host-open = Takes part
hosting-host-closed = Takes part no more
hosting-contacts = Contacts
hosting-contacts-hint = Contacts sign in, write posts, and answer applicants for the host. Who has no account yet gets an email with a link to make one.
hosting-no-contacts = Nobody speaks for this host yet.
hosting-invite = Invite contact
hosting-what-is-said = What is said of it
hosting-taking-part = Taking part
hosting-close-hint = A host that takes part no more is not shown, and neither are its posts. Letters that it issued stay as they are.
hosting-close = End its part
hosting-open = Take it in again
hosting-enter-name = Enter the name in English
hosting-enter-native-name = Enter the name in Chinese
hosting-select-kind = Select what it is
hosting-select-province = Select a province
hosting-enter-city = Enter the city
hosting-website-wrong = Enter an address that begins with https:// and has no spaces
hosting-name-taken = There is a host of this name already
hosting-done-added = The host is added. Invite its contacts next.
hosting-done-saved = Saved.
hosting-done-invited = The contact is told by email.
hosting-done-closed = The host takes part no more.
hosting-done-opened = The host takes part again.

## A host's own pages
hosting-title = Hosting
hosting-new-post = New post
hosting-your-offers = Posts
hosting-no-posts-yet = There is no post yet.
hosting-applicants = Applicants
hosting-no-applicants = Nobody has chosen a post yet.
hosting-which-call = For which call
hosting-no-calls = No call takes posts of hosts now.
hosting-select-call = Select a call
hosting-host-is-closed = This host takes part no more
hosting-call-is-closed = The call is closed, so that no more posts can be offered
hosting-post-title = Title of the post
hosting-post-title-hint = What a visiting scientist will work on, for example Mangrove carbon from satellite images
hosting-field = Field of research
hosting-choose-field = Choose a field
hosting-priority = Priority area
hosting-tasks = What is there to do?
hosting-tasks-hint = The work, the group, and the means that are there.
hosting-requirements = What do you want of an applicant?
hosting-requirements-hint = Training, experience and skills.
hosting-languages = In which languages can the work be done?
hosting-starts = First day
hosting-ends = Last day
hosting-places = Number of places
hosting-no-secrets = The work is not confidential
hosting-no-degree = The stay leads to no degree
hosting-offer = Offer it to be checked
hosting-save-draft = Save draft
hosting-revise = Change it
hosting-revise-hint = A post that you change is not shown until it is offered and checked again. Applicants who chose it stay.
hosting-withdraw = Take it out
hosting-enter-title = Enter a title
hosting-select-field = Select the field of research
hosting-select-priority = Select the priority area
hosting-enter-tasks = Say what there is to do
hosting-enter-requirements = Say what you want of an applicant
hosting-select-languages = Select at least one language
hosting-enter-starts = Enter the first day
hosting-enter-ends = Enter the last day
hosting-ends-before-it-starts = The last day must be after the first
hosting-too-long = The last day must be within six years of the first
hosting-starts-in-the-past = The first day must be in the future
hosting-places-wrong = Enter a number of places from 1 to 200
hosting-places-are-taken = { $taken ->
    [one] One place is taken, so there must be one at least
   *[other] { $taken } places are taken, so there must be as many at least
}
hosting-no-secrets-needed = Only work that is not confidential can be offered
hosting-no-degree-needed = Only a stay that leads to no degree can be offered
hosting-done-begun = The draft is made. Fill in the rest, then offer it.
hosting-done-offered = The post is with the office to be checked.
hosting-done-revised = The post is a draft again.
hosting-done-withdrawn = The post is taken out.
hosting-post-draft = Draft
hosting-post-offered = To be checked
hosting-post-shown = Shown
hosting-post-returned = Sent back
hosting-post-withdrawn = Taken out

## An applicant, for the host
hosting-applicant = Applicant { $reference }
hosting-their-choice = Choice number { $place } of the applicant
hosting-your-answer = Your answer
hosting-you-consented = You consented and issued the
hosting-is-elsewhere = Another host has given this applicant its consent.
hosting-give = Consent
hosting-give-hint = { $free ->
    [one] One place is free. Consenting takes it, locks the applicant’s choice, and issues a numbered Letter of Consent in English and Chinese.
   *[other] { $free } places are free. Consenting takes one, locks the applicant’s choice, and issues a numbered Letter of Consent in English and Chinese.
}
hosting-signer = Who signs for the host
hosting-signer-hint = Name and position, as they stand in the letter
hosting-give-button = Issue Letter of Consent
hosting-refuse = Refuse
hosting-refusal = Why do you refuse?
hosting-refusal-hint = The applicant reads this.
hosting-refuse-button = Refuse applicant
hosting-reconsider = Look at it again
hosting-rank = Your order
hosting-rank-hint = 1 is the one you want most. Only your host sees it.
hosting-save-rank = Save order
hosting-rank-wrong = Enter a number from 1 to 999, or nothing
hosting-enter-signer = Enter who signs for the host
hosting-placed-elsewhere = Another host has given this applicant its consent already, so yours cannot be given
hosting-no-place-left = { $places ->
    [one] The one place of this post is taken
   *[other] All { $places } places of this post are taken
}
hosting-post-not-shown = The post is not shown now. Offer it and have it checked before you consent
hosting-questions-title = Questions of hosts
hosting-question = Ask the applicant
hosting-question-hint = The applicant gets an email and answers here. The office can read both.
hosting-ask-button = Send question
hosting-enter-question = Enter your question
hosting-too-many-questions = Five of your questions wait for an answer. Ask again when they are answered
hosting-not-answered = Not answered yet
hosting-done-ranked = Your order is saved.
hosting-done-asked = The applicant gets your question by email.
hosting-done-given = You consented. The Letter of Consent is issued.
hosting-done-refused = You refused. The applicant is told.
hosting-done-reconsidered = The applicant is under consideration again.
hosting-choice-wished = Chosen
hosting-choice-asked = With the host
hosting-choice-given = Consent given
hosting-choice-refused = Refused
hosting-choice-ended = Ended
hosting-choice-none = No post is chosen.
hosting-choice-elsewhere = Placed with another host

## Letters
hosting-letter-title = Letter of Consent
hosting-letter-number = Letter of Consent { $number }
hosting-letter-no = Number
hosting-letter-ended = This letter is no longer valid since
hosting-issued = Issued
hosting-verify-hint = Whether this letter is valid can be seen at this address:
hosting-code = Code
hosting-verify-title = Verify a Letter of Consent
hosting-valid = This letter is valid
hosting-valid-hint = Compare what is written here with the letter that you have.
hosting-not-valid = This letter is no longer valid
hosting-not-valid-since = It ended on
hosting-code-unknown = No letter has this code. Compare it with the letter and type it again.
hosting-col-signer = Signed by

## Posts for everybody
hosting-posts-title = Posts of host institutions
hosting-posts-lead = Universities, institutes and enterprises that would receive you. Find a post, then choose it in your application.
hosting-find = Find posts
hosting-find-hint = Title, host, city or task
hosting-all-calls = All calls
hosting-all-priorities = All priority areas
hosting-all-provinces = All provinces
hosting-all-languages = All languages
hosting-language = Language
hosting-language-english = English
hosting-language-chinese = Chinese
hosting-runs-on = Runs on
hosting-free-only = Free places only
hosting-no-posts = No posts now
hosting-no-posts-hint = Posts appear here once hosts have offered them and the office has checked them.
hosting-none-match = No post matches
hosting-col-post = Post
hosting-col-free = Free places
hosting-col-applicant = Applicant
hosting-host = Host
hosting-where = Where
hosting-when = When
hosting-from-until = { $from } to { $until }
hosting-languages-short = Languages
hosting-places-short = Places
hosting-free-of = { $free } free of { $places }
hosting-about-host = About the host
hosting-tasks-short = What there is to do
hosting-requirements-short = What the host wants
hosting-is-no-secret = The work is not confidential.
hosting-is-no-degree = The stay leads to no degree.
hosting-apply = Apply
hosting-apply-hint = Start an application to the call; in it you choose this post.
hosting-apply-not-open = The call takes no applications now.
hosting-see-call = See the call
hosting-choose-this = Choose this post
hosting-see-choices = Your choices

## The office
hosting-fig-to-check = To be checked
hosting-fig-shown = Shown
hosting-fig-places = Places
hosting-fig-taken = Taken
hosting-none-offered = No posts here
hosting-none-offered-hint = Posts come here when hosts offer them.
hosting-call-without = This call has no posts
hosting-call-without-hint = An administrator may add “hosting” to what the call asks.
provincial-title = Posts to check
provincial-waiting = Waiting
provincial-none-waiting = No host of your province offers a post that is still to be checked.
provincial-checked = Checked
provincial-none-checked = No post is checked yet.
provincial-call = Call
hosting-check = Check
hosting-check-hint = Look at the host and at what it says of the post before everybody sees it.
hosting-show = Show it
hosting-send-back = Send it back
hosting-what-to-change = What is to be changed?
hosting-done-shown = The post is shown to everybody.
hosting-done-sent-back = The post is back with the host.
hosting-consent-needed-review = The host’s consent is needed before the review.
hosting-consent-needed-decision = The host’s consent is needed before a place is decided.
hosting-waived = The office goes on without a consent:
hosting-consent-is-missing = { $reference } has no consent of a host yet. Wait for it, or go on without it, with a reason

## The applicant's choice
hosting-your-posts = Host institution
hosting-choose-up-to = { $most ->
    [one] You can choose one post.
   *[other] You can choose up to { $most } posts.
}
hosting-choice-needed = Without a post the application cannot be submitted.
hosting-choice-optional = You can also submit without one.
hosting-chosen = Your choice
hosting-none-chosen = You have not chosen a post yet.
hosting-number-chosen = { $count ->
    [0] None chosen
    [one] One post chosen
   *[other] { $count } posts chosen
}
hosting-prefer = Move up
hosting-remove = Remove
hosting-choose = Choose
hosting-find-posts = Find a post
hosting-are-enough = You have chosen as many posts as you can. Remove one to choose another.
hosting-choices-are-locked = Your choice cannot be changed now
hosting-chosen-already = You have chosen this post already
hosting-enough-chosen = { $most ->
    [one] You can choose one post. Remove it to choose another
   *[other] You can choose { $most } posts. Remove one to choose another
}
hosting-post-is-gone = “{ $post }” has no free place any more. Choose another post
hosting-choose-a-post = Choose at least one post of a host institution
hosting-done-chosen = The post is chosen.
hosting-done-removed = The post is removed from your choice.
hosting-done-preferred = The order is changed.
hosting-question-waits = A host asks you something
hosting-answer-it = Read and answer
hosting-see-questions = Questions of hosts
hosting-no-questions = No questions
hosting-no-questions-hint = When a host asks you something, you get an email.
hosting-answer = Your answer
hosting-answer-button = Send answer
hosting-enter-answer = Enter your answer
hosting-done-answered = Your answer is with the host.
hosting-change-choice = Choose a host institution

## Faults of a definition
hosting-fault-choices = hosting: choices must be from 1 to 10
hosting-fault-letter = hosting: the letter must be given in English (en) and Chinese (zh)
