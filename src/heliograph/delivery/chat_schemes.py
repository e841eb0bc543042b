"""Schemes of Apprise that channels may use: services that are reached by HTTP requests alone.

Each was checked in the installed version of Apprise: its plugin sends by `requests`, which the guard of
outgoing requests holds (lib.outbound), opens no connection of its own, starts no program and reads no file
that an address can name. A scheme that a new version of Apprise brings is refused until it is added here.
"""

from __future__ import annotations

_ALLOWED = """
46elks acs apprise apprises atalk awswhatsapp azure bale bark barks betterstack bluesky brevo bsky
bulksms bulkvs burstsms chanify clickatell clicksend cliq cm d7sms dapnet dingtalk discord dot
eight00com elks emby embys enigma2 enigma2s evolution evolutions exotel fcm feishu firehydrant flock
flowtriq flowtriqs fluxer fluxers form forms freemobile gchat github goalert goalerts gorush gorushs
gotify gotifys groundmail groupme gupshup hassio hassios httpsms humhub humhubs ifttt ilert incidentio
infobip instagram jira join json jsons kakao kakaotalk kaleyra kavenegar klr kodi kodis kook kudosity
kumulos lametric lametrics lark lauther lfg line mailersend mailgun mastodon mastodons matrix matrixs
misskey misskeys mmost mmosts mobilemessage mobilemsg msg91 msgbird ncloud nclouds nctalk nctalks nexmo
notica noticas notifiarr notifico notificos notifyapp notifyre ntfy ntfys o365 octopush onebot onebots
onesignal opsgenie opsimate opsimates pagerduty pagertree parsep parseps pbul pinglet pinglets pingram
pjet pjets plivo postmark pover prowl psafer psafers push pushdeer pushdeers pushed pushme pushplus
pushward pushy qq reddit resend revolt ringc rocket rockets ryver schan sendgrid sendpulse serwersms ses
session sessions seven sfr signal signalgrid signals signl4 simplepush sinch slack smsc smseagle
smseagles smsmanager smsmgr smstunnel smtp2go sns sogs sparkpost spike splunk spugpush spush squadcast
stackfield strmlabs synology synologys telesign telnyx tgram threema toot toots trigv trigvs tweet
twilio twist twitter viber victorops voipms vonage webex wechat wecom wecombot whapi whatsapp workflow
workflows wpush wxpusher wxteams x xbmc xbmcs xmatters xml xmls youlmk zalo zcliq zohocliq zoom zulip
"""

ALLOWED_SCHEMES = frozenset(_ALLOWED.split())
