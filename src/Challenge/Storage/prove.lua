-- Opens the challenge with which a service has something proved: a pending authenticator app (kind enrol), or that a mailbox is read (kind email, for a
-- pending factor, a first enrolment or an address). Repeating the order changes nothing. Answers {'read', store time, challenge}.

local session, order = request.session, request.prove
local name = key('challenge', order.id)
local known = hash(name)

local function mail_refusal()
  local over = suspended(known, 'mails', order.budgets.relyingPartyMails)
  if over then return over end
  local untilTime = cooling_until(known, order.budgets)
  if untilTime then return {'cooling', now, untilTime} end
  if not order.mail.rebinds and kept_enough(known, order.budgets) then return {'disabled', now} end
  local pause = quota_pause(known.realm, known.accountId, order.mail.source, order.budgets)
  if pause then return {'mail-quota', now, pause} end
end

if not known.realm then
  if session and session_over(session) then return {'session-over', now} end
  if outbox_full() then return {'full', now} end
  known = {
    id = order.id, realm = order.realm, accountId = order.accountId, relyingParty = order.relyingParty, kind = order.kind, purpose = order.purpose,
    proof = '1', sessionId = session and session.id or order.id, session = session and cjson.encode(session), createdAt = now,
    expiresAt = now + order.life * 1000, attempts = 0, status = 'pending', budgets = cjson.encode(order.budgets), factorId = order.factorId,
    format = order.format, spends = order.spends and '1' or '0', nonce = order.nonce}
  if order.mail then
    local refusal = mail_refusal()
    if refusal then return refusal end
    known.codeMac, known.content, known.recipient = order.mail.codeMac, order.mail.content, order.mail.recipient
    known.mailSource, known.rebinds = order.mail.source, order.mail.rebinds and '1' or '0'
  else
    local app = order.app
    known.secret, known.factor = app.secret, cjson.encode({digits = app.digits, algorithm = app.algorithm, periodSeconds = app.periodSeconds})
  end
  local fields = {}
  for field, value in pairs(known) do fields[#fields + 1] = field; fields[#fields + 1] = tostring(value) end
  redis.call('HSET', name, unpack(fields))
  redis.call('PEXPIRE', name, order.life * 1000 + 900000)
  if order.mail then send_mail(known, order.mail.source) end
end
known.status = status_of(known)
return {'read', now, told(known)}
