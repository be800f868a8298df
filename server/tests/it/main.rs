//! The doors, asked by HTTP.

mod bad_input;
mod changes;
mod cors;
mod data;
mod desk;
mod discovery;
mod doors;
mod endings;
mod fuzz;
mod glance;
mod helpers;
mod identity;
mod images;
mod imports;
mod keystone;
mod lists;
mod members;
mod pages;
mod policies;
mod quotas;
mod replay;
mod sessions;
mod tokens;
mod tus;
mod uploads;
mod web;
