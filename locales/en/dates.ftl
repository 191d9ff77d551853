# Days, moments and the cities whose clocks are meant.
date-day = { $day } { $month } { $year }
date-weekday = { $weekday } { $day }
date-moment = { $day }, { $time }
date-moment-in = { $day } at { $time } in { $city }
date-other-day = { $day } at { $time }
date-both = { $there }, which is { $time } in { $city }

date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December

date-weekday-1 = Monday
date-weekday-2 = Tuesday
date-weekday-3 = Wednesday
date-weekday-4 = Thursday
date-weekday-5 = Friday
date-weekday-6 = Saturday
date-weekday-7 = Sunday

# Only where the last word of the zone's name is not what people say.
zone-asia-shanghai = Beijing
zone-asia-ho-chi-minh = Ho Chi Minh City
zone-asia-brunei = Bandar Seri Begawan
zone-utc = Coordinated Universal Time
