-- The same code once more. Answers {'read', store time, challenge}.

local challenge = hash(key('challenge', request.id))
if not visible(challenge) then return {'unknown', now} end
if not request.proof then
  local client = client_problem()
  if client then return {client, now} end
end
if outbox_full() then return {'full', now} end
local status = status_of(challenge)
if status ~= 'pending' then
  if challenge.status == 'pending' then finish(challenge, status) end
  return {status == 'locked' and 'locked' or 'over', now}
end
if challenge.kind ~= 'email' then return {'unmailed', now} end

local budgets = cjson.decode(challenge.budgets)
if challenge.rebinds ~= '1' and kept_enough(challenge, budgets) then return {'disabled', now} end
local over = suspended(challenge, 'mails', budgets.relyingPartyMails)
if over then return over end
local untilTime = cooling_until(challenge, budgets)
if untilTime then return {'cooling', now, untilTime} end
if tonumber(challenge.sends) > budgets.mailResends then return {'mail-quota', now, tonumber(challenge.expiresAt) - now} end
local pause = math.max(tonumber(challenge.sentAt) + budgets.mailResendPause * 1000 - now,
  quota_pause(challenge.realm, challenge.accountId, challenge.mailSource, budgets) or 0)
if pause > 0 then return {'mail-quota', now, pause} end

send_mail(challenge, challenge.mailSource)
audit('challenge.mail-resent', challenge)
return {'read', now, told(challenge)}
