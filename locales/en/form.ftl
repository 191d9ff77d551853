# Questions and answers of a call's form. $label is what the programme calls the answer ("Date of birth"); it stands as it is.

# A sentence that the programme wrote itself.
form-given = { $text }

## Something is missing
form-missing = Answer “{ $label }”
form-missing-choice = Select an answer for “{ $label }”
form-missing-document = Upload a file for “{ $label }”
form-missing-agreement = Tick the box to agree: { $label }
form-section-done = Select yes if you have completed this section
form-section-not-done = Say that you have completed “{ $section }” when you have

## Something is wrong
form-again = Give your answer to “{ $label }” again
form-no-option = { $label }: select one of the answers shown
form-too-long = { $label } must be { $max } characters or fewer. You have { $over ->
    [one] 1 character
   *[other] { $over } characters
} too many
form-too-many = { $label }: select { $max ->
    [one] 1 answer only
   *[other] { $max } answers or fewer
}
form-row = { $row } { $number }
form-row-line = { $label }: { $answer }
form-add-row = Add another: { $row }
form-remove-row = Remove
form-too-many-rows = { $label }: give { $max } or fewer
form-too-few-rows = { $label }: give { $min } or more
form-not-a-number = { $label } must be a whole number, like 5
form-number-range = { $label } must be a number from { $min } to { $max }
form-name-character = { $label } must not contain “{ $character }”. Letters of every script, spaces and . ' - / @ , may be used
form-email = Enter an email address in the correct format, like name@example.com
form-phone = Enter a telephone number with its country code, like +62 812 3456 7890

## Days
form-date-no-day = { $label } must include a day
form-date-no-month = { $label } must include a month
form-date-no-year = { $label } must include a year
form-date-year-digits = { $label }: the year must have 4 digits, like 1990
form-date-not-real = { $label } must be a real date
form-date-buddhist = { $year } looks like a year of the Buddhist era. Enter the year of the common era: { $gregorian }
form-date-year-early = { $label } must be in the year { $first } or later
form-date-early = { $label } must be { $min } or later
form-date-late = { $label } must be { $max } or earlier
form-date-past = { $label } must be today or in the past

## Files
form-document-checking = “{ $label }” is still being checked. Wait a minute, then look again
form-too-many-files = “{ $label }” takes { $max } files. Remove the others
form-document-again = Upload the file for “{ $label }” again

## What is wrong with a form itself, for those who set up calls. $place is a section, a question, a rule or a criterion.
form-fault-no-sections = The form must have a section
form-fault-twice = There are two of the key “{ $place }”
form-fault-key = The key “{ $place }” must be made of lower-case letters, digits and joining characters, and begin with a letter
form-fault-before-late = “{ $place }” is asked before the form, so it must be the first section
form-fault-key-taken = The key “{ $place }” is a word of the program. Choose another
form-fault-no-title = “{ $place }” has no title
form-fault-no-label = “{ $place }” has no wording
form-fault-no-statement = “{ $place }” has no statement to agree with
form-fault-before-kind = “{ $place }” is asked before the form, so it can take neither rows nor files
form-fault-part-kind = “{ $place }” is of a kind that a row cannot hold
form-fault-no-row = “{ $place }” does not say what a row is called
form-fault-no-questions = “{ $place }” has no questions
form-fault-options = “{ $place }” needs answers to select from, each with its own value and wording
form-fault-limits = The limits of “{ $place }” leave no answer possible, or are too wide
form-fault-condition-question = “{ $place }” depends on a question that does not come before it
form-fault-condition-word = “{ $place }” depends on an answer that cannot be given
form-fault-condition-empty = “{ $place }” depends on an empty list
form-fault-meaning-missing = There is no question “{ $place }”, which the lists of the office show
form-fault-after-before = The question “{ $place }” is asked before the form, so it cannot be asked after acceptance only
form-fault-after-meaning = The lists of the office show the answer to “{ $place }”, so it cannot be asked after acceptance only
form-fault-meaning-kind = The question “{ $place }” is not of the kind that the lists of the office show
form-fault-rule-question = The rule “{ $place }” looks at a question that is missing or of another kind
form-fault-no-criteria = The rubric must have a criterion
form-fault-weight = The weight of the criterion “{ $place }” must be a whole number from 1 to 1,000
form-fault-anchors = The criterion “{ $place }” needs two scores or more, each once
form-other-kind = { $label } is asked in another way here
