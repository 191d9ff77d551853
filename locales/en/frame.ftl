# The frame around every page.
base-skip = Skip to content
base-tagline = ASEAN–China talent exchange
base-nav-main = Main
base-nav-account = Account
base-nav-calls = Calls
base-nav-applications = My applications
base-nav-hosting = Hosting
base-nav-reviews = My reviews
base-nav-office = Office
base-nav-mail = Mail
base-nav-admin = Administration
base-sign-in = Sign in
base-sign-out = Sign out
base-register = Create an account
base-problem = There is a problem
base-title-error = Error:
base-optional = (optional)
base-help = Help
base-privacy = Privacy
base-accessibility = Accessibility
base-mailbox = Demo mailbox
base-zone = Times are shown in your zone, { $zone }
base-days-left = { $days ->
    [one] 1 day left.
   *[other] { $days } days left.
}
base-hours-left = { $hours ->
    [0] Less than an hour left.
    [one] 1 hour left.
   *[other] { $hours } hours left.
}
base-continue = Continue
base-save = Save
base-cancel = Cancel
base-yes = Yes
base-no = No
base-day = Day
base-month = Month
base-year = Year
base-next-page = Next page
base-first-page = First page
