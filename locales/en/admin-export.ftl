# The export of a call's cohort.

admin-export-reference = Reference
admin-export-name = Name
admin-export-email = Email address
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
admin-export-title = Export the cohort
admin-export-lead = Everyone who accepted a place in this call. Your own application and those you have a conflict with are left out.
admin-export-recorded = Each export is recorded in the audit log with your name, the reason and the columns.
admin-export-columns = Columns
admin-export-answers = Answers: { $section }
admin-export-format = File
admin-export-format-xlsx = Excel workbook
admin-export-format-xlsx-hint = A sheet of people, and one of counts by member state, field, sex, priority area and status
admin-export-format-csv-bom = CSV for Excel
admin-export-format-csv = CSV
admin-export-reason = Why you need it
admin-export-reason-hint = For example: list for the visa office, as agreed with the host
admin-export-button = Export
admin-export-people-count = { $count ->
    [0] Nobody has accepted a place yet.
    [one] { $count } person
   *[other] { $count } people
  }
admin-export-no-columns = Select at least one column
admin-export-no-format = Select what kind of file you need
admin-export-no-reason = Enter why you need the export
admin-export-sheet-people = People
admin-export-sheet-counts = Counts
admin-export-by = By
admin-export-kind = Kind
admin-export-people = People
admin-export-all = All
admin-export-not-said = Not said
