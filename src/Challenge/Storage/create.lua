-- Makes a challenge (POST /v1/challenges without a code); factor none is approved at once.
-- Answers {'created', store time, challenge as JSON}.

local challenge, refusal = open_challenge()
if not challenge then return refusal end
if challenge.kind == 'none' then approve(challenge, challenge.purpose == 'sign-in') end
return {'created', now, told(challenge)}
