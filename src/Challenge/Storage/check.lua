-- Whether a session's token is good now (Directory and Enrollment ask). Answers {'good'} or {'session-over'}.

if session_over(request.session) then return {'session-over', now} end
return {'good', now}
