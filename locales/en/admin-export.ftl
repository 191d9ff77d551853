# The export of a call's cohort.

admin-export-reference = Reference
admin-export-name = Name
admin-export-email = Mail address
admin-export-country = Member state
admin-export-country-code = Country code
admin-export-sex = Sex
admin-export-field = Field of research
admin-export-priority = Priority area
admin-export-length = Length of stay
admin-export-title-of-plan = Title of the plan
admin-export-status = Status
admin-export-status-at = Status since
admin-export-submitted-at = Submitted
admin-export-score = Mean score
admin-export-reviews = Reviews
