"""Signing in and out, and what only the signed-in person's own browser needs."""

from aiohttp import web

from broker.accounts import Accounts, PasskeysUnavailable, SignIn, SignInFailed, TooManyTries
from broker.config import COOKIE, DEVICE_COOKIE
from broker.problems import Refusal
from broker.records import Technician
from broker.routing import Answer, Asked
from broker.wire.words import Problem


class SigningIn:
    """Cookies are given and taken here and nowhere else."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def sign_in(self, asked: Asked) -> Answer:
        """Name, password and code for the cookie. A sign-in that the browser had is ended."""
        try:
            done = await self._accounts.sign_in(**_seat(asked), **asked.body)
        except SignInFailed as error:
            raise Refusal(Problem.SIGN_IN_FAILED) from error
        except TooManyTries as error:
            raise Refusal(Problem.TOO_MANY_TRIES) from error
        return await self._welcomed(asked, done)

    async def passkey_options(self, _asked: Asked) -> Answer:
        """What the browser is to ask of a passkey."""
        try:
            return {"options": self._accounts.passkey_options()}
        except PasskeysUnavailable as error:
            raise Refusal(Problem.NOT_FOUND) from error

    async def passkey(self, asked: Asked) -> Answer:
        """A passkey's answer for the cookie."""
        try:
            done = await self._accounts.passkey_sign_in(asked.body["credential"], **_seat(asked))
        except (SignInFailed, PasskeysUnavailable) as error:
            raise Refusal(Problem.SIGN_IN_FAILED) from error
        except TooManyTries as error:
            raise Refusal(Problem.TOO_MANY_TRIES) from error
        return await self._welcomed(asked, done)

    async def sign_out(self, asked: Asked) -> Answer:
        """End the sign-in and take the cookie back."""
        await self._accounts.sign_out(asked.request.cookies[COOKIE])
        response = web.json_response({})
        response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    async def me(self, asked: Asked) -> Answer:
        """Who is signed in."""
        return _told(asked.who.technician)

    async def ticket(self, asked: Asked) -> Answer:
        """A ticket for one `join`."""
        return {"ticket": self._accounts.ticket(asked.who.technician)}

    async def _welcomed(self, asked: Asked, done: SignIn) -> web.Response:
        before = asked.request.cookies.get(COOKIE)
        if before:
            await self._accounts.sign_out(before)
        response = web.json_response(_told(done.technician))
        _give(response, COOKIE, done.token, done.seconds)
        _give(response, DEVICE_COOKIE, done.device, done.device_seconds)
        return response


def _told(technician: Technician) -> dict[str, object]:
    return {
        "name": technician.name,
        "technician": technician.full_name,
        "organisation": technician.organisation,
        "roles": sorted(technician.roles),
    }


def _give(response: web.Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="Strict",
    )


def _seat(asked: Asked) -> dict[str, str]:
    """Where somebody signs in: address, what the browser says of itself, its device cookie."""
    return {
        "address": asked.address,
        "browser": asked.request.headers.get("User-Agent", ""),
        "device": asked.request.cookies.get(DEVICE_COOKIE, ""),
    }
