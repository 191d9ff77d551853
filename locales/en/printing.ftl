# Printing: the words on the pages of a PDF, and what is said where one cannot be made.

print-button = Download as PDF
print-contents = Contents
print-annexes = Documents and letters
print-page = Page { $page } of { $pages }
print-page-of = { $title }, page { $page } of { $pages }
print-letter-of = Letter of reference: { $name }
print-applicant = Applicant
print-received = Received
print-printed = Printed
print-draft = Not handed in yet
print-not-included = This document could not be included. See the file.
print-see-file = This document cannot be shown on paper. See the file.
print-too-long = This document is too long to be included. See the file.
print-font-missing = The PDF cannot be made, because no font for { $script } is installed. The office can have the package { $package } installed on the server.
print-script-latin = Latin letters
print-script-thai = Thai
print-script-lao = Lao
print-script-khmer = Khmer
print-script-myanmar = Burmese
print-script-tamil = Tamil
print-script-devanagari = Devanagari
print-script-arabic = Arabic letters
print-script-cjk = Chinese, Japanese and Korean

# The Letter of Consent is in English and Chinese for every reader, and so are its labels.
print-consent-title = Letter of Consent 接收函 { $number }
print-consent-number = Number · 编号
print-consent-host = Host · 接收单位
print-consent-applicant = Applicant · 申请人
print-consent-post = Post · 岗位
print-consent-dates = From and until · 起止日期
print-consent-signer = Signed by · 签发人
print-consent-issued = Issued on · 签发日期
print-consent-code = Verification code · 验证码
print-consent-ended = This letter is no longer valid since { $date }. · 本函自该日起失效。
print-consent-verify = Anybody can see whether this letter is valid at this address. · 任何人均可通过以下网址核验本函是否有效。
