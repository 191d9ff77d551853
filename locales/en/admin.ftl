# Administration.
admin-pages = Administration
admin-people-title = People
admin-calls-title = Set up calls
admin-audit-title = Audit log
admin-find-hint = Name or email address
admin-nobody-matches = Nobody matches
admin-col-name = Name
admin-col-account = Account
admin-col-since = Since
admin-account-active = Active
admin-account-unconfirmed = Address not confirmed
admin-account-disabled = Disabled
admin-account-closed = Closed account
admin-give-role = Give somebody a role
admin-give-role-hint = Who has no account yet gets an email with a link to make one.
admin-give-role-button = Give role
admin-role = Role
admin-role-admin = Administrator
admin-role-officer = Officer
admin-role-chair = Chair
admin-role-reviewer = Reviewer
admin-role-host = Contact of a host
admin-role-provincial = Officer of a province, who checks posts only
admin-role-does-not-fit = This role cannot be held for that. Contacts of a host are invited on the host’s page, those of an authority for it, officers of a province for that; every other role is for the office, a programme or a call
admin-scope = For what
admin-scope-office = The whole office
admin-scope-programmes = Programmes
admin-scope-calls = Calls
admin-scope-provinces = Provinces
admin-select-role = Select a role
admin-select-scope = Select what the role is for
admin-done-granted = The role is given.
admin-done-revoked = The role is taken back. It ends with the person’s next request.
admin-done-disabled = The account is disabled and signed out everywhere.
admin-done-enabled = The account is enabled.
admin-roles = Roles
admin-no-roles = This person has no role.
admin-revoke = Take back
admin-disable = Disable account
admin-enable = Enable account
admin-all-actions = All actions
admin-all-calls = All calls
admin-col-action = Action
admin-col-when = When
admin-col-who = Who
admin-col-subject = To what
admin-subject-id = Reference number or id
admin-subject-application = Application
admin-subject-call = Call
admin-subject-document = Document
admin-subject-host = Host
admin-subject-mail = Mail
admin-subject-post = Post
admin-subject-programme = Programme
admin-subject-user = Person
admin-from = From
admin-to = to
admin-no-entries = No entries
admin-call-draft = Draft
admin-call-published = Published
admin-call-archived = Archived
admin-new-call = Set up a call
admin-calls-none-hint = Set up the first call from a preset. It stays a draft until you publish it.
admin-preset = Start from
admin-preset-hint = The form, the rules, the rubric and the letters are taken over. What you change later stays with the new call.
admin-from-presets = Ready-made
admin-from-calls = As in an earlier call
admin-definition-title = Form, rules and letters
admin-definition-lead = All that this call asks, requires and scores, and the letters that it sends, as one text in JSON. Download it, change it in any editor and paste the whole text here.
admin-definition-text = The changed text
admin-definition-hint = What is filled in already stays on the version that it was filled on; new applications are filled on the new one.
admin-definition-file = Download as JSON
admin-definition-version = Version
admin-definition-sections = Sections
admin-definition-questions = Questions
admin-definition-others = { $count ->
    [one] One application is filled on an earlier version and stays on it.
   *[other] { $count } applications are filled on earlier versions and stay on them.
}
admin-done-definition = The call has a new version of its form, rules and letters.
calls-definition-unreadable = The text cannot be read at line { $line }, column { $column }: { $why }
calls-definition-same = Nothing was changed
calls-nomination-used = { $count ->
    [one] One application is with an authority, which would not see it any more. Nominations cannot be switched off
   *[other] { $count } applications are with an authority, which would not see them any more. Nominations cannot be switched off
}
calls-hosting-used = { $count ->
    [one] One application has chosen a post. Posts cannot be switched off
   *[other] { $count } applications have chosen posts. Posts cannot be switched off
}
calls-posts-used = { $count ->
    [one] Hosts have offered one post in this call. Posts cannot be switched off
   *[other] Hosts have offered { $count } posts in this call. Posts cannot be switched off
}
calls-pairing-used = { $count ->
    [one] One application is handed in and waits for its other side. Pairs cannot be switched off
   *[other] { $count } applications are handed in and may belong together. Pairs cannot be switched off
}
calls-definition-changed = Somebody else changed the call while you were editing. Your text stands below; compare it with the one that can be downloaded, then save again
calls-archived = This call is archived and can no longer be changed
admin-next-call = Set up the next one like it
admin-programme = Programme
admin-programme-new = A new programme
admin-programme-title = Name of the new programme
admin-call-title = Title of the call
admin-slug = Word in its address
admin-slug-hint = Lower-case letters, digits and hyphens, for example young-scientists-2027
admin-prefix = Beginning of reference numbers
admin-prefix-hint = For example TYSE-27
admin-zone = Times are told in
admin-opens = Opens
admin-closes = Closes
admin-closes-hint = For example at 17:00. Midnight is refused, because people read it as one day or the other.
admin-grace = Grace minutes after closing
admin-grace-hint = Applicants do not see them.
admin-reviews-close = Reviews close
admin-reviews-close-hint = After this, reviews can no longer be changed.
admin-change-reason = Why do you change it?
admin-see-call = See its page
admin-publish = Publish
admin-archive = Archive
admin-make-call = Make the call
admin-done-call-made = The call is made. It is a draft until you publish it.
admin-done-published = The call is published.
admin-done-archived = The call is archived.
admin-done-call-changed = The dates are changed.
calls-choose-preset = Select where to start from
calls-programme-missing = Enter a name for the programme, or choose one

# Presets.
preset-blank = An empty form
preset-young-scientist = Talented Young Scientist Exchange
preset-innovation-tour = Youth Innovation and Entrepreneurship Tour
preset-training-workshop = Training workshop
preset-joint-research = Joint research
preset-technology-transfer = Technology-transfer and science-park visit
