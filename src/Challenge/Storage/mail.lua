-- Sending a challenge's code by mail, shared by create, prove and resend: the quota (M1) and the order to the bus.

-- Answers nil, or the ms until the account may be sent a code again. One relying party and network may use half of the day's mails, so that
-- nobody can use up another's.
local function quota_pause(realm, account, source, budgets)
  local name, day, short = key('mails', realm, account), 86400000, 600000
  redis.call('ZREMRANGEBYSCORE', name, '-inf', now - day)
  local sent, recent, own = redis.call('ZRANGE', name, 0, -1, 'WITHSCORES'), {}, {}
  for i = 1, #sent, 2 do
    local at = tonumber(sent[i + 1])
    if at > now - short then recent[#recent + 1] = at end
    if string.match(sent[i], '|(.*)$') == source then own[#own + 1] = at end
  end
  local pause = 0
  -- The window opens again when the oldest of its last `most` mails leaves it.
  local function hold(times, most, window) if #times >= most then pause = math.max(pause, times[#times - most + 1] + window - now) end end
  local all = {}
  for i = 2, #sent, 2 do all[#all + 1] = tonumber(sent[i]) end
  hold(recent, budgets.mailsInTenMinutes, short)
  hold(all, budgets.mailsADay, day)
  hold(own, math.max(1, math.floor(budgets.mailsADay / 2)), day)
  if pause > 0 then return pause end
end

-- Counts one sending and orders it. The mail's halves stay with the challenge: the relay reads them there, and finds none once the challenge is over.
local function send_mail(challenge, source)
  local name = key('challenge', challenge.id)
  challenge.sends = redis.call('HINCRBY', name, 'sends', 1)
  challenge.sentAt, challenge.delivery, challenge.deliveryAt, challenge.deliveryAttempts, challenge.smtpReply = now, 'queued', now, 0, nil
  redis.call('HSET', name, 'sentAt', now, 'delivery', 'queued', 'deliveryAt', now, 'deliveryAttempts', 0)
  redis.call('HDEL', name, 'smtpReply')
  local mails = key('mails', challenge.realm, challenge.accountId)
  redis.call('ZADD', mails, now, challenge.id .. '.' .. challenge.sends .. '|' .. source)
  redis.call('PEXPIRE', mails, 86400000)
  count_for(challenge.relyingParty, 'mails')
  append('bus', 'mail', {challengeId = challenge.id, send = challenge.sends, at = now})
end
